/**
 * One lane's work and the tree that adds it up: the part of an iteration that decides its bits. No
 * Spark in it, so that the reference trainer does the very same.
 */
@NullMarked
package org.lockstep.training.lane;

import org.jspecify.annotations.NullMarked;
