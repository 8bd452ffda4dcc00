/** How good a model is on a DataFrame, by MLlib's metrics. */
@NullMarked
package org.lockstep.ml.evaluation;

import org.jspecify.annotations.NullMarked;
