/** A table with a model's answers: predictions as columns beside those that it has. */
@NullMarked
package org.lockstep.data.answer;

import org.jspecify.annotations.NullMarked;
