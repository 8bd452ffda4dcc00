/**
 * What a program is told of a fit while it runs, in types that cross to Python: numbers and texts
 * by name.
 */
@NullMarked
package org.lockstep.ml.callback;

import org.jspecify.annotations.NullMarked;
