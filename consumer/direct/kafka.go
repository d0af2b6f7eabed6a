package direct

import (
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"

	"github.com/onceover/onceover/consumer/settings"
)

// client returns the client that reads. It asks again by itself, too, for no longer than the consumer does.
func (w *wiring) client() (*kgo.Client, error) {
	if w.kafka != nil {
		return w.kafka, nil
	}
	options, err := kafkaOptions(&w.Kafka)
	if err != nil {
		return nil, err
	}
	client, err := kgo.NewClient(append(options, kgo.RetryTimeout(w.Retry.Timeout))...)
	if err != nil {
		return nil, fmt.Errorf("configure kafka client: %w", err)
	}
	w.kafka = client
	w.closing(client.Close)
	return client, nil
}

// kafkaOptions are those of every client of the brokers.
func kafkaOptions(k *settings.Kafka) ([]kgo.Opt, error) {
	options := []kgo.Opt{kgo.SeedBrokers(k.Brokers...), kgo.DisableClientMetrics()}
	config, err := k.TLS.Config("kafka.tls")
	if err != nil {
		return nil, err
	}
	if config != nil {
		options = append(options, kgo.DialTLSConfig(config))
	}
	mechanism, err := mechanism(k.SASL)
	if err != nil {
		return nil, err
	}
	if mechanism != nil {
		options = append(options, kgo.SASL(mechanism))
	}
	return options, nil
}

// mechanism returns how to log in, nil if nobody asks.
func mechanism(s settings.SASL) (sasl.Mechanism, error) {
	password, err := s.Secret("kafka.sasl")
	if err != nil {
		return nil, err
	}
	switch s.Mechanism {
	case "plain":
		return plain.Auth{User: s.User, Pass: password}.AsMechanism(), nil
	case "scram-sha-256":
		return scram.Auth{User: s.User, Pass: password}.AsSha256Mechanism(), nil
	case "scram-sha-512":
		return scram.Auth{User: s.User, Pass: password}.AsSha512Mechanism(), nil
	}
	return nil, nil
}
