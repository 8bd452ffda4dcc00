/**
 * {@code lockstep tune}: a search for better settings.
 *
 * <pre>
 *   SearchSpace, Dimension, Choice, Range   what is tried
 *   Halving                                 which trials go on
 *   TuneSettings, Trial                     the same, read from a settings file
 *   SearchFolder, TrialFolder, TrialState   how far each has come, by its files alone
 *   TrialSearch, TrialLog, TuneReport       runs them, and tells of it
 * </pre>
 *
 * <p>Every draw is a pure function of the search's seed, the trial's number and the setting's key.
 * So a search that was killed finds its trials again, one that is made longer keeps those it had,
 * and another setting in the space does not move the draws of the others.
 */
@NullMarked
package org.lockstep.jobs.tune;

import org.jspecify.annotations.NullMarked;
