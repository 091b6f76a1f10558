package io.floodgate.command;

import picocli.CommandLine.Command;

/** What is sent once more. */
@Command(
    name = "replay",
    description = "Have messages and events worked off once more.",
    synopsisSubcommandLabel = "WHAT")
public final class ReplayCommand {}
