package settings

import "strings"

// checkAccess says what is set of TLS and SASL and would not be used, or not be enough: half of it is no protection, and
// nothing else tells.
func (s *Settings) checkAccess(c *checker) {
	c.tls("kafka.tls", s.Kafka.TLS, true)
	c.tls("zookeeper.tls", s.ZooKeeper.TLS, s.inZooKeeper())
	s.checkRedis(c)
	sasl := s.Kafka.SASL
	switch {
	case sasl.Mechanism == "":
	case sasl.User == "" || (sasl.Password == "") == (sasl.PasswordFile == ""):
		c.mistake("kafka.sasl.mechanism", "wants a user, and one of password and password_file")
	default:
		_, err := sasl.Secret("kafka.sasl")
		c.found("kafka.sasl", err)
	}
	for _, key := range []string{"kafka.sasl.user", "kafka.sasl.password", "kafka.sasl.password_file"} {
		if sasl.Mechanism == "" && c.values[key].text() != "" {
			c.mistake(key, "is not used without kafka.sasl.mechanism")
		}
	}
}

// checkRedis says what would not be used to log in to Redis, which takes a password without a user, and no user without one.
func (s *Settings) checkRedis(c *checker) {
	used := strings.HasPrefix(s.Sink.Kind, "redis-")
	redis := s.Sink.Redis
	c.tls("sink.redis.tls", redis.TLS, used)
	switch {
	case redis.Password != "" && redis.PasswordFile != "":
		c.mistake("sink.redis.password_file", "is not used with sink.redis.password")
	case redis.User != "" && redis.Password == "" && redis.PasswordFile == "":
		c.mistake("sink.redis.user", "wants sink.redis.password or sink.redis.password_file, too")
	case used:
		_, err := redis.Secret("sink.redis")
		c.found("sink.redis", err)
	}
}

// tls holds what is set under a key to TLS that is on, and to certificates that have their keys; and to files that can be
// read, where it is used.
func (c *checker) tls(key string, t TLS, used bool) {
	if t.Certificate != "" && t.Key == "" {
		c.mistake(key+".certificate", "wants %s.key, too", key)
	}
	if t.Certificate == "" && t.Key != "" {
		c.mistake(key+".key", "wants %s.certificate, too", key)
	}
	if t.ServerName != "" && !t.On() {
		c.mistake(key+".server_name", "is not used without TLS; %s.enabled turns it on", key)
	}
	if used && (t.Certificate == "") == (t.Key == "") {
		_, err := t.Config(key)
		c.found(key, err)
	}
}
