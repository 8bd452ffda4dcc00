package org.lockstep.listener;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;

/**
 * Some iterations in a row, within one epoch: a row of a run's history.
 *
 * @param iteration the last of them, over all epochs, from 1
 * @param epoch theirs, from 1
 * @param iterations how many they are
 * @param loss the mean of their losses, each before its step
 * @param learningRate of the last
 * @param gradientNorm of the last, as the optimizer got it
 * @param elapsed seconds since the run began; a resumed run goes on from those before
 * @param seconds what these iterations took, from the end of those before, each phase on its own
 * @param epochLoss the mean loss of the epoch's examples, if the epoch ends here
 * @param validation the judgement after the last of them, if there was one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryRow(
    long iteration,
    int epoch,
    int iterations,
    double loss,
    double learningRate,
    double gradientNorm,
    double elapsed,
    PhaseSeconds seconds,
    @JsonSetter(nulls = Nulls.SET) @Nullable Double epochLoss,
    @JsonSetter(nulls = Nulls.SET) @Nullable Metrics validation) {}
