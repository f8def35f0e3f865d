# Errors of the web endpoints.
http-bad-json = The request is not JSON in the expected form.
http-bad-path = The address does not have the form that is expected here.
http-cut-off = The request did not arrive whole.
http-internal = The server failed. Nothing was changed by this request; try again later.
http-method = This address does not take this kind of request.
http-no-checkpoint = There is no published checkpoint of this size.
http-no-part = This draw is none for this contributor: its rules do not fit it, or do not name its key.
http-not-found = There is nothing at this address.
http-not-yet = Entry { $index } is not sealed yet: the checkpoint covers { $size } entries.
http-number = A number is missing, malformed or out of range.
http-rate-limited = Requests from this address come too often. Try again in { $seconds } s.
http-read-only = The server cannot write at the moment. Try again in a few seconds.
http-timeout = The request came too slowly. Send it again.
http-too-early = The time of this round has not come: it is at { $time } seconds since 1970-01-01 UTC.
http-too-large = The request is too large.
http-too-late = The round of this draw has spoken already.
http-use-full-tile = This partial tile was replaced by the full one at the same place.
