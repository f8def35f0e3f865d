# The replay of a draw in the reader's own browser: the words and numbers of each step. One message is one line; nothing but values stands in braces.

proof-running = The check is running.
proof-commit = What was fixed before the draw is entry { $index } of { $size } in the log, leaf hash: { $leaf }
proof-result = The result of the draw is entry { $index } of { $size } in the log, leaf hash: { $leaf }
proof-pool = Judges on the list: { $members }; could be drawn: { $eligible }; seats to fill: { $positions }.
proof-log = The log's signature is valid: { $origin }
proof-witness = Independent log witness: { $name }, { $time } UTC
proof-no-quorum = The trust file asks for no independent log witness.
proof-at = The draw was fixed at { $time } UTC
proof-round = From that time follows round { $round }; its random number cannot exist before { $time } UTC.
proof-in-time = Independent witnesses that confirmed it by { $time } UTC: { $count }
proof-drand = The random number came from a public network of independent operators: round { $round }, { $time } UTC. The network's signature was checked.
proof-local = The random number was made by { $members } together: round { $round }, { $time } UTC. The proof of each was checked.
proof-randomness = Random number: { $number }
proof-no-contributors = Nobody had promised a part of their own to this draw.
proof-contributor = { $id } revealed the part promised beforehand, and it is the promised one.
proof-seed = The seed computed here is the one in the result: { $seed }
proof-judge = { $judge }: tickets { $from } to { $to }; owed { $owed } points of work
proof-first = Seat { $seat }: of tickets 0 to { $last } number { $ticket1 } came up, which is { $first }.
proof-coin-one = The coin showed { $coin }. That is not below { $beta }, so no second ticket was drawn.
proof-coin-two = The coin showed { $coin }. That is below { $beta }, so a second ticket was drawn.
proof-second = Second ticket: number { $ticket2 }, which is { $second }. Of the two, the judge who is owed more work gets the case.
proof-winner = Seat { $seat }: { $winner }. The result names the same judge.
proof-guess = The judge could be guessed beforehand with a chance of at most { $percent } %.
proof-document = Document
proof-document-is = This is the very document of the confirmation: { $name }, commitment { $commit }
proof-document-other = This file is none of the documents of the confirmation.
