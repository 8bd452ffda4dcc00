/** Tables with the predictions of a model as additional columns. */
@NullMarked
package org.lockstep.data.prediction;

import org.jspecify.annotations.NullMarked;
