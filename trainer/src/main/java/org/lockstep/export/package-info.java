/**
 * A model in the formats of other programs.
 *
 * <p>ONNX takes all of it, from the columns of a row to the label; safetensors and NumPy's format
 * take the parameters; JSON takes everything in a form that a person can read. An export depends on
 * the model alone: the same model gives the same bytes.
 */
@NullMarked
package org.lockstep.export;

import org.jspecify.annotations.NullMarked;
