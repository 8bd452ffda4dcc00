/** Commands that read finished or unfinished runs: runs, report, verify. */
@NullMarked
package org.lockstep.jobs.runs;

import org.jspecify.annotations.NullMarked;
