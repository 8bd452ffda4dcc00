package org.lockstep.training;

import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;

/**
 * What a run has come to.
 *
 * @param model the trained model
 * @param epochs epochs done
 * @param iterations iterations done
 * @param loss the training loss of the last epoch
 * @param validation on the validation examples after the last epoch, null if there are none
 * @param seconds wall time of data and training together
 * @param lanes virtual workers
 * @param partitions Spark partitions that carried them
 * @param exchange the exchange taken
 */
public record TrainingResult(
    Model model,
    int epochs,
    long iterations,
    double loss,
    @Nullable Metrics validation,
    double seconds,
    int lanes,
    int partitions,
    String exchange) {}
