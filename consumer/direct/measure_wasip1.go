package direct

import (
	"errors"

	"github.com/onceover/onceover/consumer"
)

// measure has nobody to serve measurements to.
func (w *wiring) measure(*consumer.Config) error {
	if w.Metrics.Listen != "" {
		return errors.New("metrics.listen: this platform cannot be reached")
	}
	return nil
}
