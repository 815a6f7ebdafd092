# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
"""All delays, thresholds and limits of the engine, derived from each other where they depend on each other.

What a company can set (connections, attempts, time-out, …) is in its settings, not here; how much is read of a
reply is the wire's own business (``wire/client.py``).
"""

from datetime import timedelta

from .wire import RETRY_AFTER_LIMIT

# === RETRIES AND THE CIRCUIT BREAKER (seconds) === #

# No retry, no probe and no Retry-After waits longer.
LONGEST_WAIT = int(RETRY_AFTER_LIMIT)
# Before the second attempt; doubled with each further one.
FIRST_RETRY = 30
# Before the first probe of a paused channel; doubled with each failed one. Asking again with refused
# credentials could lock the account, and credit is not topped up within minutes, so that goes slowly.
FIRST_PROBE = {"gateway": 30, "credentials": 900, "credit": 900}
# A time further ahead was written before somebody set the clock back.
IMPLAUSIBLE_WAIT = 2 * LONGEST_WAIT
# A dispatcher waits so long on the gateway's word; a longer Retry-After pauses the channel.
LONGEST_HOLD = 5
# Messages that a probe may find to be left out, one after another, before it waits for its next time.
PROBES_ASKED = 20
# Requests of which none is accepted, one after another, that pause the channel, whatever the answers are.
CONSECUTIVE_FAILURES = 10
# Attempts of one message at a gateway that is away and has accepted no other meanwhile, that pause the channel.
LONELY_ATTEMPTS = 3
# How many messages may be on their way until the first one is accepted; each accepted one makes room for one more,
# which doubles their number with each answer's time (TCP's slow start).
SLOW_START = 2

# === DISPATCHER (seconds) === #

# A run that no cron limits: a call by hand, or a job.
RUN_SECONDS = 30
# How often senders and settings are read anew.
REFRESH_SECONDS = 1.0
# How long a finished request waits for others to be recorded in the same commit.
GROUP_SECONDS = 0.02
# Messages about which the doors are asked at once, those that come next included.
ASKED_AHEAD = 250
# A request that takes longer is slow: it does not keep others waiting at the end of a run.
SLOW_SECONDS = 1
# For how long a lost database is tried again, to record what came back.
RECONNECT_SECONDS = 60
# What the cron that called the dispatcher is given at the server's stop, to write down its progress.
CLOSING_SECONDS = 1
# When to come again for what is due and could not be sent now.
SOON = timedelta(minutes=1)
# Odoo ends a worker that takes longer than two minutes for a run, and with it what is in flight.
TIMEOUT_MOST = 60.0

# For how long nobody comes for what is due before it is called a stop.
STALLED = timedelta(minutes=5)
# Failed runs of the scheduled action, one after another, that are one.
CRON_FAILURES = 3

# === DIRECT SENDS (seconds) === #

# Somebody is waiting for a one-time password.
DIRECT_TIMEOUT = 10.0
# Over which one-time passwords are counted; how many are allowed in it is the company's.
OTP_WINDOW = timedelta(hours=1)
# After which the endpoint's description is read anew.
DIRECT_CLIENT_LIFE = 3600

# === PEOPLE === #

# Who resumes a sender that was paused for longer is told first what would leave.
LONG_PAUSE = timedelta(hours=1)

# === REPLIES (seconds) === #

# For how long messages of the past are changed while somebody waits; less than Odoo lets a request take.
DECIDE_SECONDS = 30

# How many different replies of the past are compared with a meaning before it is decided.
REPLIES_LOOKED_AT = 5_000

# === EVENTS (records) === #

# An event is told in pieces of so many records.
EVENT_PIECE = 1000
# Above so many, messages are made after the event's own transaction, in committed pieces.
MASS_EVENT = 5000

# === REPORTS AND RETENTION === #

# Replies that nobody has explained are listed up to so many in a company; the others are counted as one.
REPLIES_MOST = 200
# Different replies and reasons that a chatter note tells; the others are summed up.
REPLIES_NOTED = 20
# Of a sender's unknown messages the latest so many say which reply most needs a meaning.
UNKNOWN_LOOKED_AT = 1000

# A run that goes on in the next one is noted in chatter at most so often.
REPORT_EVERY = timedelta(minutes=5)
# Messages that a chatter note names one by one.
NAMED_MOST = 20
# Over which the messages per second of a sender are measured.
RATE_WINDOW = timedelta(seconds=60)
# How far back the daily clean-up looks for people who were reached while a dispatcher died.
CAUGHT_UP = timedelta(days=2)
# Messages that one statement deletes.
RETENTION_BATCH = 10_000
# Failed and unknown messages that nobody has handled are kept this many times as long as others.
UNHANDLED_KEPT = 4
