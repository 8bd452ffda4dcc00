/** Commands that come before a training: init, validate, doctor, gradcheck, settings. */
@NullMarked
package org.lockstep.jobs.check;

import org.jspecify.annotations.NullMarked;
