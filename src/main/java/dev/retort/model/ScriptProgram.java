package dev.retort.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;

/** A loaded TorchScript program. Closing it frees what its fields hold. */
public final class ScriptProgram implements AutoCloseable {
    private final Model model;
    private final PtSymbolBlock block;

    private ScriptProgram(Model model) {
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
    }

    /** Loads the program {@code resource} beside the class {@code owner}. */
    public static ScriptProgram load(Class<?> owner, String resource, Device device) {
        Torch.useThreads();
        Model model = Model.newInstance(resource, device.djl(), "PyTorch");
        try {
            model.load(new ByteArrayInputStream(ScriptArchive.ofResource(owner, resource)));
            return new ScriptProgram(model);
        } catch (IOException | MalformedModelException e) {
            model.close();
            throw new IllegalStateException(resource + " does not load", e);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** For arrays that go in or come out; the caller closes it. */
    public PtNDManager newManager() {
        return (PtNDManager) model.getNDManager().newSubManager();
    }

    /** Runs a method without gradients. Its result doesn't matter. */
    void call(ScriptCall call) {
        run(call).close();
    }

    /** Runs a method without gradients. It returns a tensor, which then belongs to {@code manager}. */
    PtNDArray tensor(PtNDManager manager, ScriptCall call) {
        try (IValue result = run(call)) {
            return result.toTensor(manager);
        }
    }

    private IValue run(ScriptCall call) {
        IValue[] arguments = ScriptCalls.arguments(call);
        try {
            return IValueUtils.runMethod(block, ScriptCalls.method(call), arguments);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /**
     * Runs a method that may set gradients on. All its arguments are tensors, lists of them, or {@link ScriptNumbers}, and it returns tensors. The
     * arrays in the call stay the caller's.
     */
    public NDList train(ScriptCall call) {
        try (NDManager manager = newManager()) {
            NDArray name = manager.create(0);
            name.setName("module_method:" + ScriptCalls.method(call));
            NDList all = ScriptCalls.arrays(call, manager);
            all.add(name);
            return IValueUtils.forward(block, all, true);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
