// Package settings is how a direct consumer is configured: a YAML file whose every key is also a flag.
//
//	topic: orders
//	kafka:
//	  brokers: [kafka-1:9092, kafka-2:9092]
//
// is the same as --topic orders --kafka.brokers kafka-1:9092,kafka-2:9092. Flags have the last word. A key that is not
// known, a value of another type and a value that makes no sense are errors that name the file, the line and the key, or
// the flag.
package settings
