package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/pkg/sasl/plain"
)

// identity makes a server's certificate, which is its own authority, and returns the file that a client knows it by.
func identity(t *testing.T) (server *tls.Config, ca string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "server"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	made, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	ca = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made}), 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{made}, PrivateKey: key}}}, ca
}

// lock puts a lock on the brokers: TLS, and a password for each mechanism. It appends one record.
func lock(t *testing.T) (w *world, ca string) {
	t.Helper()
	config, ca := identity(t)
	w = newWorld(t, kfake.TLS(config), kfake.EnableSASL(), kfake.Superuser("PLAIN", "p", "secret"),
		kfake.Superuser("SCRAM-SHA-256", "s256", "secret"), kfake.Superuser("SCRAM-SHA-512", "s512", "secret"))
	client, err := kgo.NewClient(kgo.SeedBrokers(w.kafka.ListenAddrs()...), kgo.DialTLSConfig(&tls.Config{InsecureSkipVerify: true}),
		kgo.SASL(plain.Auth{User: "p", Pass: "secret"}.AsMechanism()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.ProduceSync(t.Context(), &kgo.Record{Topic: "t", Value: []byte("v")}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	return w, ca
}

// login is a mechanism of SASL with a user's password.
func login(mechanism, user, password string) []string {
	return []string{"--kafka.sasl.mechanism", mechanism, "--kafka.sasl.user", user, "--kafka.sasl.password", password}
}

// TestLockedKafka reads from brokers that ask for TLS and a password, by each mechanism.
func TestLockedKafka(t *testing.T) {
	w, ca := lock(t)
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for group, flags := range map[string][]string{
		"plain": login("plain", "p", "secret"),
		"s256":  login("scram-sha-256", "s256", "secret"),
		"s512":  {"--kafka.sasl.mechanism", "scram-sha-512", "--kafka.sasl.user", "s512", "--kafka.sasl.password_file", password},
	} {
		if status, said := w.handle(t, 1, slices.Concat(flags, []string{"--group", group, "--kafka.tls.ca", ca})...); status != 0 {
			t.Errorf("%s: exit status %d: %s", group, status, said)
		}
	}
}

// TestLockedOut meets brokers that it does not trust, or that do not trust it.
func TestLockedOut(t *testing.T) {
	w, ca := lock(t)
	_, other := identity(t)
	trust, right := []string{"--kafka.tls.ca", ca}, login("plain", "p", "secret")
	const gaveUp = "read metadata of topic t: "
	var attempts sync.WaitGroup
	for _, c := range []struct {
		flags []string
		says  string
	}{
		{slices.Concat([]string{"--kafka.tls.ca", other}, right), gaveUp + "unable to dial: tls: failed to verify certificate: x509: "},
		{slices.Concat([]string{"--kafka.tls.enabled"}, right), gaveUp + "unable to dial: tls: failed to verify certificate: x509: "},
		{slices.Concat([]string{"--kafka.tls.server_name", "kafka"}, trust, right), gaveUp + "unable to dial: tls: failed to verify certificate: x509: "},
		{right, "is TLS missing?"},
		{trust, "is SASL missing?"},
		{slices.Concat(trust, login("scram-sha-512", "p", "secret")), gaveUp + "EOF"}, // these brokers hang up without a word
		{slices.Concat(trust, login("scram-sha-256", "s256", "guess")), gaveUp + "EOF"},
	} {
		attempts.Go(func() {
			status, said := w.handle(t, 1, append(c.flags, "--retry.timeout", "3s")...) // time for a handshake, however busy the machine is
			if _, err, _ := strings.Cut(said, "direct: "); status != 1 || !strings.Contains(err, c.says) {
				t.Errorf("%v: exit status %d, said\n%s, want\n%s", c.flags, status, err, c.says)
			}
		})
	}
	attempts.Wait()
	w.kafka.ControlKey(kmsg.SASLAuthenticate.Int16(), func(r kmsg.Request) (kmsg.Response, error, bool) {
		w.kafka.KeepControl()
		answer := r.ResponseKind().(*kmsg.SASLAuthenticateResponse)
		answer.ErrorCode, answer.ErrorMessage = kerr.SaslAuthenticationFailed.Code, kmsg.StringPtr("Invalid username or password")
		return answer, nil, true
	})
	status, said := w.handle(t, 1, append(trust, login("plain", "p", "guess")...)...)
	if _, err, _ := strings.Cut(said, "direct: "); status != 1 || !strings.Contains(err, "SASL_AUTHENTICATION_FAILED") {
		t.Errorf("where the broker answers: exit status %d: %s", status, err)
	}
}
