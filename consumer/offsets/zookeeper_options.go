package offsets

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-zookeeper/zk"
)

// answerMax bounds what a server may send at once, as servers themselves do by default (jute.maxbuffer). The client
// allocates it.
const answerMax = 1 << 20

// ZooKeeperOptions say where a ZooKeeper store is, and how to get there. Servers and Group are required; for the others
// zero means the default.
type ZooKeeperOptions struct {
	// Servers are named as Kafka's zookeeper.connect names them: "host:port,host:port", and behind the last server a
	// chroot if the paths are below one, "/kafka".
	Servers string
	// Group is whose offsets these are.
	Group string
	// SessionTimeout is how long ZooKeeper keeps the registration of a consumer that it does not hear, and how long a
	// Load or Store goes on trying when answers do not come. Servers bound it to 2 to 20 of their ticks. Default 6 s.
	SessionTimeout time.Duration
	// AppVersion goes into the records, for people.
	AppVersion string

	// Digest is a user and a password, "user:password", for ZooKeeper's scheme digest. Default: nobody in particular.
	Digest string
	// ACL is what the group's znodes are created with. Default: everybody may do everything; with a Digest, only that
	// user may, and everybody may read, so that lag monitors can. Give zk.AuthACL(zk.PermAll) to keep them out as well.
	// What lies above the group, /consumers and the chroot, is open to everybody if this store has to create it.
	ACL []zk.ACL
	// Dialer opens connections, for instance one of DialTLS. Default: TCP without encryption.
	Dialer zk.Dialer

	// RequestMax is the most bytes that a request or its answer may have, to be kept below the servers' jute.maxbuffer;
	// a batch that takes more is stored by several. Default 900,000, for servers whose jute.maxbuffer is the default.
	RequestMax int

	// Log is told what the client says of its connections, and what a consumer waits for. Default: nobody is.
	Log *slog.Logger
	// OnWrite is called for each request that writes, before it is sent, for measurements. It is called concurrently.
	OnWrite func()
}

// Dial connects to an ensemble. It does not wait for the connection: Load does, for the session's timeout. An error is about
// the options, or about servers whose names nobody knows. The caller closes the store.
func Dial(o ZooKeeperOptions) (*ZooKeeper, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("name the consumer after its host: %w", err)
	}
	dialer := o.Dialer
	if dialer == nil {
		dialer = net.DialTimeout
	}
	servers, sessions := o.hosts(), newSessions()
	// The event channel need not be drained: the client drops what does not fit.
	conn, _, err := zk.Connect(strings.Split(servers, ","), o.timeout(), zk.WithLogInfo(false),
		zk.WithMaxBufferSize(max(answerMax, o.RequestMax)), zk.WithDialer(sessions.dialer(dialer)), zk.WithEventCallback(sessions.notice),
		zk.WithLogger(clientLog{o.log()}))
	if err != nil {
		return nil, fmt.Errorf("connect to zookeeper %s: %w", servers, err)
	}
	z := newZooKeeper(conn, o, newMember(o.Group, host))
	z.sessions = sessions
	return z, nil
}

// check says what is wrong with the options.
func (o ZooKeeperOptions) check() error {
	user, password, _ := strings.Cut(o.Digest, ":")
	if err := CheckServers(o.Servers); err != nil {
		return fmt.Errorf("connect to zookeeper: servers: %w", err)
	}
	if err := CheckGroup(o.Group); err != nil {
		return fmt.Errorf("connect to zookeeper: group: %w", err)
	}
	switch {
	case o.SessionTimeout < 0 || o.RequestMax < 0:
		return errors.New("connect to zookeeper: session timeout and request size must not be negative")
	case o.RequestMax > RequestLimit:
		return fmt.Errorf("connect to zookeeper: requests of %d bytes: the client can send %d", o.RequestMax, RequestLimit)
	case o.Digest != "" && (user == "" || password == ""):
		return errors.New("connect to zookeeper: digest: want user:password")
	}
	return nil
}

// CheckGroup says what is wrong with ZooKeeperOptions.Group, which is a part of znodes' paths (ZooKeeper's Programmer's Guide, "The
// ZooKeeper Data Model").
func CheckGroup(name string) error {
	no := func(r rune) bool {
		return r == '/' || r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0xd800 && r <= 0xf8ff || r >= 0xfff0
	}
	if name == "" || name == "." || name == ".." || strings.ContainsFunc(name, no) {
		return fmt.Errorf("want a name without slashes and control characters, for a store in ZooKeeper; have %q", name)
	}
	return nil
}

// CheckServers says what is wrong with ZooKeeperOptions.Servers. A server without a port has the port 2181, as the client has it.
func CheckServers(text string) error {
	servers := strings.Split(ZooKeeperOptions{Servers: text}.hosts(), ",")
	for _, server := range zk.FormatServers(servers) {
		host, port, err := net.SplitHostPort(server)
		if n, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || n == 0 || host == "" || strings.Contains(host, " ") {
			return fmt.Errorf("want host:port,host:port, have %q", text)
		}
	}
	return nil
}

// RequestLimit is the most that ZooKeeperOptions.RequestMax can be, in bytes: what the client's buffer holds.
const RequestLimit = 1 << 20

func (o ZooKeeperOptions) hosts() string {
	servers, _, _ := strings.Cut(o.Servers, "/")
	return servers
}

func (o ZooKeeperOptions) root() string {
	_, root, _ := strings.Cut(o.Servers, "/")
	return root
}

func (o ZooKeeperOptions) timeout() time.Duration { return cmp.Or(o.SessionTimeout, 6*time.Second) }

func (o ZooKeeperOptions) requestMax() int { return cmp.Or(o.RequestMax, 900_000) }

func (o ZooKeeperOptions) acl() []zk.ACL {
	switch {
	case o.ACL != nil:
		return o.ACL
	case o.Digest != "":
		return append(zk.AuthACL(zk.PermAll), zk.WorldACL(zk.PermRead)...)
	}
	return zk.WorldACL(zk.PermAll)
}

func (o ZooKeeperOptions) log() *slog.Logger {
	if o.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Log
}

func (o ZooKeeperOptions) wrote() func() {
	if o.OnWrite == nil {
		return func() {}
	}
	return o.OnWrite
}

// clientLog is a log as the client wants it.
type clientLog struct{ *slog.Logger }

// Printf implements zk.Logger.
func (l clientLog) Printf(format string, args ...any) {
	l.Warn("the zookeeper client reports", "what", fmt.Sprintf(format, args...))
}

// DialTLS returns a dialer of encrypted connections. The client looks up the servers' names before it dials, so the
// configuration needs a ServerName, unless the certificates name addresses.
func DialTLS(config *tls.Config) zk.Dialer {
	return func(network, address string, timeout time.Duration) (net.Conn, error) {
		return tls.DialWithDialer(&net.Dialer{Timeout: timeout}, network, address, config)
	}
}

// authenticate tells the server who this is, until it has heard it; the client repeats it on later connections. A server
// accepts every password, and refuses later what its user may not do.
func (z *ZooKeeper) authenticate(ctx context.Context) error {
	for z.digest != "" && !z.authenticated {
		_, err := within(ctx, func() (struct{}, error) { return struct{}{}, z.client.AddAuth("digest", []byte(z.digest)) })
		z.authenticated = err == nil
		if err != nil && sleep(ctx, pause) != nil {
			return fmt.Errorf("authenticate to zookeeper: %w", err)
		}
	}
	return nil
}
