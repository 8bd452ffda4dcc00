package org.lockstep.training.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;

/**
 * Result of an epoch.
 *
 * @param epoch its number, from 1
 * @param iteration iterations done when it ended, over all epochs
 * @param loss weighted mean of the losses of its mini-batches, each before the step
 * @param validation metrics of the last validation, null if there was none
 * @param digest of the parameters
 */
public record EpochResult(
    int epoch,
    long iteration,
    double loss,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonSetter(nulls = Nulls.SET)
        @Nullable Metrics validation,
    String digest) {}
