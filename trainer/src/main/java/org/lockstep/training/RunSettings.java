package org.lockstep.training;

import org.lockstep.data.DataSettings;

/**
 * One training run: what to learn from, what to train, where the model goes.
 *
 * @param output the model's folder, on any Hadoop file system
 * @param overwrite whether a model that is there already is replaced
 */
public record RunSettings(
    DataSettings data, TrainingSettings training, String output, boolean overwrite) {}
