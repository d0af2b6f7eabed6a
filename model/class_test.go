package model

import "testing"

// What a row permits is a breach where none of its classes had befallen: not at all, or only later.
func TestPermissionsNeedTheirClasses(t *testing.T) {
	for _, row := range Permissions {
		a := Anomaly{Sub: Sub(row.Sub), Absorbed: row.Absorbed, Step: 10}
		p := Promise{Guarantee: row.Guarantee, Unordered: row.Clause == Unordered, Stops: row.Clause == MayStop}
		for _, test := range []struct {
			classes []Class
			step    uint64
			want    bool
		}{{nil, 0, false}, {row.Classes, 11, false}, {row.Classes, 10, true}} {
			h := &History{befell: map[Class]uint64{}}
			if row.Classes == nil {
				test.want = true
			}
			for _, c := range Classes { // those that do not matter have befallen all the time
				if len(test.classes) == 0 {
					break
				}
				h.befell[c] = 1
			}
			for _, c := range test.classes {
				h.befell[c] = test.step
			}
			permitted, unexplained := p.permits(h, &a)
			if permitted != test.want || unexplained == test.want {
				t.Errorf("%s of %q, with its classes from step %d on: permitted %t, unexplained %t", row.Sub, row.Guarantee, test.step, permitted, unexplained)
			}
		}
		for _, c := range row.Classes {
			h := &History{befell: map[Class]uint64{c: 3}}
			if permitted, _ := p.permits(h, &a); !permitted {
				t.Errorf("%s of %q is not permitted after %s", row.Sub, row.Guarantee, c)
			}
		}
	}
}

// A clause that the promise lacks permits nothing.
func TestPermissionsNeedTheirClauses(t *testing.T) {
	h := &History{befell: map[Class]uint64{ByZombie: 1}}
	for _, row := range Permissions {
		a := Anomaly{Sub: Sub(row.Sub), Absorbed: row.Absorbed, Step: 10}
		p := Promise{Guarantee: row.Guarantee, Fenced: row.Clause == NotFenced}
		if permitted, unexplained := p.permits(h, &a); unexplained || permitted != (row.Clause == "") {
			t.Errorf("%s without %q: permitted %t, unexplained %t", row.Sub, row.Clause, permitted, unexplained)
		}
	}
	for _, c := range Classes {
		if c.Meaning() == "" {
			t.Errorf("%s has no meaning", c)
		}
	}
}
