/**
 * Hyperparameter search, for {@code lockstep tune}.
 *
 * <pre>
 *   SearchSpace, Dimension, Choice, Range   the values to search
 *   Halving, MedianPruning, Course          which trials continue, and how many train at a time
 *   TreeParzen, ParzenDensity, Suggestions  which values are tried next
 *   TuneSettings, Trial                     both, read from a settings file
 *   SearchFolder, TrialFolder, TrialState   the progress of each trial, read from its files
 *   TrialSearch, SideBySide, Pruning        run the trials
 *   TrialLog, TuneReport                    report on them
 * </pre>
 *
 * <p>Every draw is a pure function of the search's seed, the trial's number and the setting's key;
 * a suggestion also of the results of the trials before. So a killed search continues with the same
 * trials, more trials keep the earlier ones, and a new setting in the space does not change the
 * values of the others.
 */
@NullMarked
package org.lockstep.jobs.tune;

import org.jspecify.annotations.NullMarked;
