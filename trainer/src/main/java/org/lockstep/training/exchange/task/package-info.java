/** What a task of any exchange computes with, returns and counts. */
@NullMarked
package org.lockstep.training.exchange.task;

import org.jspecify.annotations.NullMarked;
