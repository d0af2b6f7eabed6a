package scenarios

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
)

// A Digest is a hash over the traces of a set of cases: the sum, modulo 2^256, of one SHA-256 for each. So it depends
// neither on the order in which they come nor on how they are divided among machines, and takes no memory for each case.
type Digest struct {
	words [4]uint64 // the most significant first
	Cases int
}

// Add adds a case.
func (d *Digest) Add(c CaseReport) {
	sum := sha256.Sum256([]byte(c.Scenario + " " + c.Case.key() + " " + c.Hash + "\n"))
	d.join(digestOf(sum[:], 1))
}

// digestOf is the digest of so many cases whose sum has these 32 bytes.
func digestOf(sum []byte, cases int) (d Digest) {
	for i := range d.words {
		d.words[i] = binary.BigEndian.Uint64(sum[8*i:])
	}
	d.Cases = cases
	return d
}

// parseDigest reads what String wrote of so many cases.
func parseDigest(text string, cases int) (Digest, error) {
	sum, err := hex.DecodeString(text)
	if err != nil || len(sum) != sha256.Size {
		return Digest{}, fmt.Errorf("digest %q is not of %d hexadecimal digits", text, 2*sha256.Size)
	}
	return digestOf(sum, cases), nil
}

// join adds the cases of another digest.
func (d *Digest) join(o Digest) {
	carry := uint64(0)
	for i := len(d.words) - 1; i >= 0; i-- {
		d.words[i], carry = bits.Add64(d.words[i], o.words[i], carry)
	}
	d.Cases += o.Cases
}

// String is 64 hexadecimal digits.
func (d *Digest) String() string {
	var b []byte
	for _, w := range d.words {
		b = binary.BigEndian.AppendUint64(b, w)
	}
	return hex.EncodeToString(b)
}
