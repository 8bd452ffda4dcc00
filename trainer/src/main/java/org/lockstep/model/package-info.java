/**
 * A trained model and its files.
 *
 * <p>A model is a folder of two files: {@code weights.safetensors}, the parameters, and {@code
 * manifest.json}, everything else. The manifest is written last and carries the checksum of the
 * weights, so a folder without a valid manifest is no model. Nothing is deserialised by Java.
 *
 * <p>Imports point one way: {@code model.run}, the output folder of a run, stands on {@code
 * model.lock} and on this package; both stand on {@code model.file}.
 */
@NullMarked
package org.lockstep.model;

import org.jspecify.annotations.NullMarked;
