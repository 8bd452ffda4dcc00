/**
 * The Python package {@code org.lockstep.ml}, written when Lockstep is built.
 *
 * <p>{@link org.lockstep.ml.python.PythonStages} derives classes, parameters, signatures and their
 * documentation from the Java estimators, which have them from the settings. What does not follow
 * from these stands as Python beside the other resources. {@link
 * org.lockstep.ml.python.PythonWheel} packs all of it for pip. Nothing here is used by a training.
 */
@NullMarked
package org.lockstep.ml.python;

import org.jspecify.annotations.NullMarked;
