/**
 * The output folder of a run: its files, the rules by which it may be written, and how a former run
 * in the same folder is replaced.
 */
@NullMarked
package org.lockstep.model.run;

import org.jspecify.annotations.NullMarked;
