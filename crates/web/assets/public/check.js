// Reads the code on a paper with the camera, where the browser can do so by itself; what it says goes into the text's field.
const place = document.querySelector("[data-camera]");
const text = document.getElementById("text");

async function canRead() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code");
}

function begin() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = place.dataset.start;
  const said = document.createElement("p");
  said.className = "govuk-body";
  said.setAttribute("role", "status");
  const video = document.createElement("video");
  video.playsInline = true;
  video.muted = true;
  video.hidden = true;
  place.append(button, said, video);
  let stream = null;

  function stop(sentence) {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.textContent = place.dataset.start;
    said.textContent = sentence;
  }

  async function look(detector) {
    while (stream) {
      const found = await detector.detect(video).catch(() => []);
      if (stream && found.length > 0) {
        text.value = found[0].rawValue;
        stop(place.dataset.found);
        text.focus();
        return;
      }
      await new Promise((done) => setTimeout(done, 200));
    }
  }

  button.addEventListener("click", async () => {
    if (stream) {
      stop("");
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      button.textContent = place.dataset.stop;
      said.textContent = place.dataset.looking;
      await video.play();
      await look(new BarcodeDetector({ formats: ["qr_code"] }));
    } catch {
      stop(place.dataset.failed);
    }
  });
}

if (place && (await canRead())) begin();
