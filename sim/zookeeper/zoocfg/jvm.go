package zoocfg

import (
	"strings"
	"time"
)

// properties takes over what the file and the flags have made properties of the JVM. Java's Boolean.parseBoolean takes all that is not
// "true" as false.
func (s *settings) properties(f *File) error {
	f.Config.SuperDigest = s.jvm[superDigest].value
	f.Config.ExtendedTypes = s.isTrue(extendedTypes)
	f.Config.ReadOnlyMode = s.isTrue(readOnlyMode)
	f.Config.EnforceQuota = s.isTrue(enforceQuota)
	for word := range strings.SplitSeq(s.jvm[words].value, ",") {
		if word = trim(word); word != "" {
			f.Config.Words = append(f.Config.Words, word)
		}
	}
	f.Config.DataDir = f.DataDir
	var err error
	integer := func(name string) int {
		n, e := s.flag(name)
		if err == nil {
			err = e
		}
		return n
	}
	f.Config.MaxFrame = integer(maxBuffer)
	f.Config.CheckInterval = time.Duration(integer(checkInterval)) * time.Millisecond
	f.Config.NeverUsed = time.Duration(integer(neverUsed)) * time.Millisecond
	return err
}
