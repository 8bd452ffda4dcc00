/** Commands for use before training: init, validate, doctor, gradcheck, settings. */
@NullMarked
package org.lockstep.jobs.check;

import org.jspecify.annotations.NullMarked;
