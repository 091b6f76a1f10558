package io.floodgate.command;

import picocli.CommandLine.Command;

/** What is built anew. */
@Command(
    name = "rebuild",
    description = "Build what Redis holds anew from PostgreSQL, whether servers run or not.",
    synopsisSubcommandLabel = "WHAT")
public final class RebuildCommand {}
