/**
 * A trained model: what it holds, how it lies on disk.
 *
 * <p>A model is a folder of two files: {@code weights.safetensors}, the parameters, and {@code
 * manifest.json}, everything else. The manifest is written last and carries the checksum of the
 * weights, so a folder without a valid manifest is no model. Nothing is ever deserialised by Java.
 */
@NullMarked
package org.lockstep.model;

import org.jspecify.annotations.NullMarked;
