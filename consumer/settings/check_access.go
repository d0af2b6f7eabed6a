package settings

// checkAccess says what is set of TLS and SASL and would not be used, or not be enough: half of it is no protection, and
// nothing else tells.
func (s *Settings) checkAccess(c *checker) {
	c.tls("kafka.tls", s.Kafka.TLS)
	c.tls("zookeeper.tls", s.ZooKeeper.TLS)
	sasl := s.Kafka.SASL
	if sasl.Mechanism != "" && (sasl.User == "" || (sasl.Password == "") == (sasl.PasswordFile == "")) {
		c.mistake("kafka.sasl.mechanism", "wants a user, and one of password and password_file")
	}
	for _, key := range []string{"kafka.sasl.user", "kafka.sasl.password", "kafka.sasl.password_file"} {
		if sasl.Mechanism == "" && c.values[key].text() != "" {
			c.mistake(key, "is not used without kafka.sasl.mechanism")
		}
	}
}

// tls holds what is set under a key to TLS that is on, and to certificates that have their keys.
func (c *checker) tls(key string, t TLS) {
	if t.Certificate != "" && t.Key == "" {
		c.mistake(key+".certificate", "wants %s.key, too", key)
	}
	if t.Certificate == "" && t.Key != "" {
		c.mistake(key+".key", "wants %s.certificate, too", key)
	}
	if t.ServerName != "" && !t.On() {
		c.mistake(key+".server_name", "is not used without TLS; %s.enabled turns it on", key)
	}
}
