# Errors of the web endpoints.
http-bad-json = The request is not JSON in the expected form.
http-bad-path = The address does not have the form that is expected here.
http-cut-off = The request did not arrive whole.
http-file-too-large = The file is too large: one file must not exceed { $megabytes } MB. Nothing was kept. Go back and send it in parts, or a smaller one.
http-internal = The server failed. Nothing was changed by this request; try again later.
http-method = This address does not take this kind of request.
http-no-checkpoint = There is no published checkpoint of this size.
http-no-part = This draw is none for this contributor: its rules do not fit it, or do not name its key.
http-not-found = There is nothing at this address.
http-not-yet = Entry { $index } is not sealed yet: the checkpoint covers { $size } entries.
http-number = A number is missing, malformed or out of range.
http-rate-limited = Requests from this address come too often. Try again in { $seconds } s.
http-read-only = The server cannot write at the moment. Try again in a few seconds.
http-receipt-not-yet = The entry is not sealed in the log yet. Try again in some seconds.
http-timeout = The request came too slowly. Send it again.
http-too-early = The time of this round has not come: it is at { $time } seconds since 1970-01-01 UTC.
http-too-large = The request is too large.
http-too-late = The round of this draw has spoken already.
http-use-full-tile = This partial tile was replaced by the full one at the same place.
http-draw-not-ready = This draw has no result yet, or it is not sealed in the log yet. Try again in a minute.
http-forbidden = You are not allowed to do this.

# What every page has.
site-name = Court online services
skip = Skip to main content
languages = Language
nav-label = Main sections
nav-find = Find a case
nav-courts = Courts
crumbs-label = You are here
demo-label = Demonstration
demo-text = This shows the system at work. Courts, people and cases are made up and have no legal force.
done-title = Done
errors-title = There is a problem
error-prefix = Error
about-title = About this system
accessibility-title = Accessibility
foot-data = Data of this page (JSON)
foot-product = These pages run on Tarazy, an open court information system.
foot-no-force = The English text has no legal force.
home-crumb = Home

# Home.
home-title = What do you need?
home-lead = Find a case by its number: see its stage, its judge, and how the judge was drawn.
home-find = Find a case
home-find-why = By its number: stage, judge and docket
home-courts = Courts
home-courts-why = { $count ->
    [0] The courts, their judges and newest cases
    [one] { $count } court: its judges and newest cases
   *[other] { $count } courts: their judges and newest cases
 }
home-proof = How to check it
home-proof-why = Why nobody can foresee a draw or rewrite a docket
home-number = If you know the case number

# Finding a case.
find-title = Find a case
find-label = Case number
find-hint = For example, 7119-26-00-2/1
find-do = Find
find-where = Where to find the number
find-where-text = The case number stands on the summons, in rulings, and on the filing receipt.
find-no-names = There is no search by a person’s name. This protects the privacy of those who take part in a case.
find-empty = Enter a case number
find-shape = Enter a case number like 7119-26-00-2/1
find-none = There is no case { $number }. Check the number; cases heard in closed session are not shown here

# Courts.
courts-title = Courts
courts-search = Search for a court
courts-label = Name or code of the court
courts-hint = Kazakh letters may be left plain
courts-do = Search
courts-found = { $count ->
    [one] { $count } court
   *[other] { $count } courts
 }
courts-none = No such court was found. Try only a part of the name.
court-code = Court code: { $code }
court-judges = Judges
court-no-judges = No judges are appointed yet.
court-cases = Newest cases
court-cases-why = The cases registered last. Look up another case by its number:
court-no-cases = There are no registered cases.

# A case.
case-how-judge = How the judge was chosen
case-draw-open = Automated allocation: waiting for the result
case-draw-done = Automated allocation: done
case-draw-void = Automated allocation: declared void
case-assignment-done = Assigned without a draw
case-assignment-void = Assigned without a draw: declared void
case-public-only = Only what the law opens to everybody is shown here: no names of parties, no documents, no evidence.

# A draw.
draw-page-title = How the case got its judge
draw-page-winner = The case was allocated to: { $judge }
draw-waiting = The terms of the draw are fixed and nobody can change them. The random number is not published yet (round { $round }).
draw-pool-title = The judges among whom the case was drawn
draw-pool-note = Points are the work that a judge is due by the set workload and was not given yet. Of judges who took no part only the class of the reason is shown.
draw-took-part = took part
draw-chosen = the case went to this judge
draw-col-part = Part in the draw
draw-col-capacity = Workload, ‰
draw-col-owed = Work due, points
draw-how-title = How the draw went
draw-source-local = The random number was made jointly by { $members }: round { $round }, { $time }.
draw-source-network = The random number comes from a public network of independent operators: round { $round }, { $time }.
draw-ticket = Seat { $seat }: of { $total } tickets, No. { $ticket } was drawn. This ticket belongs to { $judge }.
draw-coin-second = The coin showed { $coin }. That is less than { $beta }, so a second ticket was drawn: No. { $ticket }, { $judge }. Of the two, more work is due to { $winner }.
draw-coin-stays = The coin showed { $coin }. That is not less than { $beta }, so the first ticket stood.
draw-coin-same = The coin showed { $coin }. That is less than { $beta }, so a second ticket was drawn: No. { $ticket }. It belongs to { $judge } too.
body-bar = the bar association
body-court = the court
body-ombudsman = the ombudsman
body-university = the university
draw-check-title = Check it yourself
draw-check-text = Download the public record of the draw and compute it again with a program that does not depend on the court: the result must be the same.
draw-download = Download the record of the draw (draw.json)
draw-policy = The log’s trust file (policy)
draw-leaf = Hash of the entry in the log
draw-command = Command to check
assignment-title = Assigned without a draw

# Pages about errors.
failed-400 = The request is not clear
failed-400-do = Go back to the page before and check what you entered.
failed-403 = No access
failed-403-do = If you need it, ask the court’s chancery.
failed-404 = Page not found
failed-404-why = There is no such page, or you may not see it.
failed-404-do = Check the address. If you look for a case, find it by its number.
failed-429 = Too many requests
failed-429-do = Wait a little and open the page again. What you entered is not lost.
failed-500 = Something failed
failed-500-do = Try again in a few minutes. If a time limit is running out, contact the court’s chancery.
failed-home = Go to the home page

# About.
about-lead = This system makes two things in a court’s work open to anybody’s check.
about-draw = Which judge gets a case
about-draw-text = A random number decides which judge gets a case. The terms are fixed before it is known, so nobody can foresee the result or change it. The whole record of every draw is published, and anybody can compute it again.
about-docket = The docket
about-docket-text = Every act of procedure is written to a log. The log is sealed mathematically and watched by independent log witnesses: if an entry is changed or removed, it shows at once. A filing receipt proves that your document reached the court.
about-privacy = Privacy
about-privacy-text = Public pages show no names of parties, no identity numbers and no documents, and there is no search by name. The pages are kept out of search engines. The system remembers only the language that you chose and, once you sign in, your session.

# Accessibility.
accessibility-lead = Everybody should be able to use these pages.
accessibility-keyboard = Everything can be done with the keyboard.
accessibility-zoom = Text can be enlarged, and the pages can be read on a phone.
accessibility-scripts = The pages work with JavaScript switched off.
accessibility-reader = Screen readers can tell how a page is built.
accessibility-help = If a page is hard for you to use, tell the court’s chancery: you will get the information in another form.

# Hearings of a court, and the replay of a draw in the reader's browser.
hearings-title = Hearings
hearings-from = Seven days from { $day }.
hearings-none = No hearings are set for these days.
hearings-time = Time
hearings-what = Hearing
hearings-room = Room
hearings-video = by video too
hearings-before = The seven days before
hearings-after = The next seven days
hearings-calendar = Add to a calendar (iCalendar)
hearing-kind-preliminary = preliminary hearing
hearing-kind-trial = trial
hearing-kind-appeal = hearing of the appeal
hearing-kind-question = a question after the decision
hearing-state-cancelled = cancelled
hearing-state-adjourned = adjourned
hearing-state-continues = to be continued
hearing-state-ended = held
replay-text = You can check this allocation yourself: an independent verifier replays it in your browser over the public record.
replay-start = Check in my browser
replay-failed = The records needed for the check could not be loaded. Try again later.

# Signing in, registering, one's account.
http-foreign-form = This form was not sent from this site, or it is too old. Open the page again and repeat.
http-form-old = This form is too old. Begin again.
sign-in-title = Sign in
sign-in-do = Sign in
sign-in-wrong = Login name, password or code is wrong
sign-in-locked = Too many attempts failed. Try again in { $minutes } min
sign-in-none = If you have no account
sign-in-register = Register as a citizen
sign-in-enrol = Open an account with a one-time code (for court staff, and for those who lost their password)
sign-out = Sign out
login-label = Login name
login-hint = 3 to 64 small Latin letters, figures, dots, dashes, @. Do not use your IIN
name-label = Full name
password-label = Password
password-new = New password
password-hint = At least { $shortest } characters. A few words together are easy to remember
password-again = Repeat the password
password-show = Show
password-hide = Hide
password-shown = Your password is visible
password-hidden = Your password is hidden
totp-label = Code from the app
totp-hint = Six figures from the authenticator on your phone, or a recovery code
totp-new = The code that the app shows
totp-new-hint = Six figures
continue = Continue
step-one = Step 1 of 2
step-two = Step 2 of 2
register-title = Register as a citizen
register-lead = An account lets you see your own cases and file documents. Your IIN is not asked for.
register-login-wrong = Enter a login name of 3 to 64 small Latin letters and figures; do not use your IIN
register-password-short = The password must have at least { $shortest } characters
register-again-wrong = The two passwords differ
enrol-title = Open an account
enrol-lead = Enter the one-time code that an administrator gave you, and choose a password.
enrol-code-label = One-time code
enrol-code-hint = 16 characters in groups of four
enrol-code-empty = Enter the one-time code
second-title = Add the second protection
second-lead = Scan the picture with the authenticator app on your phone. At every sign-in the app shows a new code.
second-qr = QR code for the authenticator app
second-type = If you cannot scan, type this key into the app:
second-here = Open the app, if it is on this device
second-wrong = The code is wrong. See that the phone’s clock is right and enter a new code
codes-title = Your account is ready
codes-lead = Write down your recovery codes: they are not shown again.
codes-why = If your phone is lost, enter one of these codes instead of the app’s. Each works once.
account-title = My account
account-roles = Roles
account-no-roles = No roles.
account-acting = You act in this role now
account-act = Act in this role
account-devices = Sign out on all devices
account-devices-why = If a device is lost, or somebody else used it, sign out everywhere.
account-end-all = Sign out everywhere

# Administrator.
people-title = People
people-add = Add somebody
people-add-do = Add
person-since = since { $date }
person-until = until { $date }
person-end = End
person-ended = The role has ended
person-grant = Give a role
person-grant-do = Give
person-granted = The role is given
person-role = Role
person-court = Court code
person-court-hint = For roles at a court only, for example 7119
person-judges = Judges
person-judges-hint = For a judge: his own id; for an assistant or a secretary: the ids of the judges for whom they work, for example J01 J02
person-sign-in = Signing in
person-state-none = No password is chosen yet.
person-state-set = Password and second protection are set.
person-state-waits = A one-time code is issued and waits for a second administrator.
person-state-issued = A one-time code is issued and confirmed.
person-code = Make a one-time code
person-code-why = With a one-time code somebody opens or recovers an account. It holds only when another administrator has confirmed it; both make sure who the person is.
person-code-made = The code is made. A second administrator must confirm it
person-code-show = Give the code to the person by hand. It is not shown again.
person-confirm = Confirm the code
person-code-confirmed = The code is confirmed
audit-title = Audit
audit-lead = Who did what and when, and who read what is personal or sealed. Opening this page is written down too.
audit-at = Time
audit-who = Who
audit-what = Action
audit-about = About
audit-earlier = Earlier rows
