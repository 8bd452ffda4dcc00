/** Commands that train: train, resume, tune. */
@NullMarked
package org.lockstep.jobs.train;

import org.jspecify.annotations.NullMarked;
