/** Commands that use a model: evaluate, predict, inspect, export. */
@NullMarked
package org.lockstep.jobs.model;

import org.jspecify.annotations.NullMarked;
