/** Commands that look at runs: runs, report, verify. */
@NullMarked
package org.lockstep.jobs.runs;

import org.jspecify.annotations.NullMarked;
