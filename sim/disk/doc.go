// Package disk is the files of one host as plain data: what a process reads back, and what a power loss takes.
//
// A Disk belongs to a host and outlives the processes on it. A Files is one process's table of open files, with the
// operations of WASI preview 1. A crash of a process loses nothing of what it wrote: close its Files and go on. A power
// loss of the host (Disk.PowerLoss) loses what was not synced:
//
//   - Each write, truncation and change of times of a file since its last fsync may survive, be torn at a sector, or
//     be lost, each for itself, whatever happened to those around it.
//   - Creating, renaming and removing names is durable only once the directory is synced (in Go: open the directory and
//     call Sync). Unsynced ones survive as a prefix in their order, each whole: a rename shows the old or the
//     new name. A rename between directories becomes durable with everything before it, and never loses the file.
//   - Syncing a file does not sync its name, and syncing a directory does not sync the files in it.
//
// The model is deliberately at the pessimistic end of what real file systems do. fsync(2) of Linux says "Calling
// fsync() does not necessarily ensure that the entry in the directory containing the file has also reached disk. For
// that an explicit fsync() on a file descriptor for the directory is also needed", even though ext4 usually does sync
// the entry of a new file. That data may be reordered against other data and against names is the finding of Pillai
// et al., "All File Systems Are Not Created Equal" (OSDI 2014). Names keep their order because journaling
// file systems keep it.
//
// The package reads no clock and draws nothing: modification times and the source of randomness are arguments.
package disk
