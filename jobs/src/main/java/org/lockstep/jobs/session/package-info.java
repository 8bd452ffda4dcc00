/** The Spark session of a command, what all commands share, and how they end. */
@NullMarked
package org.lockstep.jobs.session;

import org.jspecify.annotations.NullMarked;
