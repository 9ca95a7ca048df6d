# Read by bin/remotelog before it starts Java.

# Where standard input is closed, a JVM opens a file of its own in its place, and send would send that.
(: 3<&0) 2>/dev/null || exec </dev/null
