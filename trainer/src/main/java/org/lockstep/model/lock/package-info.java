/**
 * Locks that let one process at a time write to a folder, on any Hadoop file system: lock files
 * with a heartbeat, and the identity of the process that holds one.
 */
@NullMarked
package org.lockstep.model.lock;

import org.jspecify.annotations.NullMarked;
