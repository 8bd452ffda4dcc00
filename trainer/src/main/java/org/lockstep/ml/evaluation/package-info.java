/** How good a model is on a DataFrame: by MLlib's metrics, and by Lockstep's own as MLlib asks. */
@NullMarked
package org.lockstep.ml.evaluation;

import org.jspecify.annotations.NullMarked;
