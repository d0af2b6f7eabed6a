// Package conformance holds the server of sim/zookeeper against what a real ZooKeeper 3.8.0 says on the wire.
//
// It is a suite of stories, in testdata. A line of a story that begins with "> " is done, and every frame that comes
// back stands under it, field by field. What stands there was written by the real server and by nothing else:
//
//	go test ./sim/zookeeper/conformance -run Original -update
//
// tells the stories to a real server, where one is installed, and writes down what it says; without -update it
// compares. TestStories tells the same stories to ours, in memory and in a bubble of testing/synctest, where waiting
// costs nothing.
//
// What can be done:
//
//	with enforceQuota=true      (first) configures the server otherwise than most stories have it
//	connect a timeout=5000      opens the connection a and a session; silent: nothing else keeps the session alive
//	resume b a                  opens b, which goes on with the session of a
//	dial a                      opens a connection and says nothing
//	hangup a                    cuts it
//	wait 1500ms                 lets time pass
//	clock                       from here on, it is shown whether a znode was written to long after it was created
//	word ruok                   asks a four-letter word; of mntr only the keys that follow
//	a create -e /x data         a request; see parseRequest. xid=7 in front of it sets its xid
//	a create /x | delete /x     several in one write
//	a raw create "/x" null      a request with a body of words to assemble; see assemble
//	a frame 1 3, a bytes 0x00   a frame without a header of its own, bytes without a length
//
// Each story has a server of its own that has just begun, so zxids and sequence numbers are what they are. Sessions
// are S1, S2, ... by their ids; clock readings and the secrets of sessions are not shown. Where ours is meant to
// answer otherwise, lines that begin with "! " say why, in the words of DIFFERENCES.md, and what ours says; a
// difference that is no more fails the test. Where the real server has a race with itself, there is no story.
//
// The real server is the one that Debian packages (3.8.0-11+deb12u2), which has the fix of CVE-2024-23944.
package conformance
