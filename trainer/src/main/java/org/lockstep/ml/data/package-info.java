/**
 * The DataFrame that a stage is given: its schema, and its examples, which several fits of the same
 * rows share.
 */
@NullMarked
package org.lockstep.ml.data;

import org.jspecify.annotations.NullMarked;
