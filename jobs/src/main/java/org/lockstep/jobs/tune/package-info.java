/**
 * Hyperparameter search, for {@code lockstep tune}.
 *
 * <pre>
 *   SearchSpace, Dimension, Choice, Range   the values to search
 *   Halving                                 which trials continue
 *   TuneSettings, Trial                     both, read from a settings file
 *   SearchFolder, TrialFolder, TrialState   the progress of each trial, read from its files
 *   TrialSearch, TrialLog, TuneReport       run the trials and report on them
 * </pre>
 *
 * <p>Every draw is a pure function of the search's seed, the trial's number and the setting's key.
 * So a killed search continues with the same trials, more trials keep the earlier ones, and a new
 * setting in the space does not change the values of the others.
 */
@NullMarked
package org.lockstep.jobs.tune;

import org.jspecify.annotations.NullMarked;
