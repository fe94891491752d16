package dev.yamabiko;

import dev.yamabiko.config.DocumentsConfig;
import dev.yamabiko.gateway.CallFailures;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.editor.DocumentRules;
import dev.yamabiko.service.editor.EditorLimits;
import dev.yamabiko.service.editor.EditorSettings;
import dev.yamabiko.service.editor.EditorShare;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Footing;

/** What the documents of a node are made of. */
final class EditorParts {

    private EditorParts() {}

    static EditorShare share(ServiceParts.Core core, Footing footing, Permissions permissions) {
        DocumentsConfig config = core.config().documents();
        EditorSettings settings = new EditorSettings(
                new DocumentRules(config.maxBytes(), config.history()),
                new EditorLimits(config.maxComponents(), config.maxInsertBytes(), config.editors()),
                config.snapshotEvery(),
                new FoldBounds("documents", config.rememberedBytes(), config.waiting()));
        return new EditorShare(
                footing, settings, permissions, new CallFailures(core.nodes(), core.random()), core.gauges());
    }
}
