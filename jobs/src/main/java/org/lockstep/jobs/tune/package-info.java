/**
 * What a search for better settings tries, and which of its trials go on: plain values, without
 * files and without Spark.
 *
 * <p>Every draw is a pure function of the search's seed, the trial's number and the setting's key.
 * So a search that was killed finds its trials again, one that is made longer keeps those it had,
 * and another setting in the space does not move the draws of the others.
 */
@NullMarked
package org.lockstep.jobs.tune;

import org.jspecify.annotations.NullMarked;
