/**
 * The network of a run, by its settings and its data: the input stage, the kinds of its parameters,
 * and their first values.
 */
@NullMarked
package org.lockstep.training.network;

import org.jspecify.annotations.NullMarked;
