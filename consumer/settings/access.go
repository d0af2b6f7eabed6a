package settings

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
)

// TLS is on if CA, Certificate or Enabled is set.
type TLS struct {
	Enabled     bool   `key:"enabled" help:"use TLS with the system's authorities"`
	CA          string `key:"ca" help:"file with the authorities' certificates, PEM"`
	Certificate string `key:"certificate" help:"file with this client's certificate, PEM"`
	Key         string `key:"key" help:"file with its key, PEM"`
	ServerName  string `key:"server_name" help:"name to expect in the servers' certificates"`
}

// On reports whether TLS is to be used.
func (t TLS) On() bool { return t.Enabled || t.CA != "" || t.Certificate != "" }

// Config reads the files and returns what a client needs, nil if TLS is off. The key is that of the settings, "kafka.tls";
// an error is a Mistake that names the key below it.
func (t TLS) Config(key string) (*tls.Config, error) {
	if !t.On() {
		return nil, nil
	}
	config := &tls.Config{ServerName: t.ServerName, MinVersion: tls.VersionTLS12}
	if t.CA != "" {
		text, err := os.ReadFile(t.CA)
		if err != nil {
			return nil, &Mistake{Key: key + ".ca", What: err.Error()}
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(text) {
			return nil, &Mistake{Key: key + ".ca", What: "there is no certificate in " + t.CA}
		}
	}
	if t.Certificate == "" && t.Key == "" {
		return config, nil
	}
	certificate, err := os.ReadFile(t.Certificate)
	if err != nil {
		return nil, &Mistake{Key: key + ".certificate", What: err.Error()}
	}
	private, err := os.ReadFile(t.Key)
	if err != nil {
		return nil, &Mistake{Key: key + ".key", What: err.Error()}
	}
	pair, err := tls.X509KeyPair(certificate, private)
	if err != nil {
		return nil, &Mistake{Key: key + ".certificate", What: fmt.Sprintf("%s with %s: %v", t.Certificate, t.Key, err)}
	}
	config.Certificates = []tls.Certificate{pair}
	return config, nil
}

// SASL is on if Mechanism is set.
type SASL struct {
	Mechanism string `key:"mechanism" help:"plain, scram-sha-256 or scram-sha-512"`
	Login
}

// Login is who logs in.
type Login struct {
	User         string `key:"user" help:"user name"`
	Password     string `key:"password" help:"password"`
	PasswordFile string `key:"password_file" help:"file with the password, without the line's end"`
}

// Secret returns the password, which may be in the file. The key is that of the settings, "kafka.sasl"; an error is a Mistake
// that names the key below it.
func (l Login) Secret(key string) (string, error) {
	if l.PasswordFile == "" {
		return l.Password, nil
	}
	text, err := os.ReadFile(l.PasswordFile)
	password := strings.TrimRight(string(text), "\r\n")
	if err == nil && password == "" {
		err = errors.New("there is no password in " + l.PasswordFile)
	}
	if err != nil {
		return "", &Mistake{Key: key + ".password_file", What: err.Error()}
	}
	return password, nil
}
