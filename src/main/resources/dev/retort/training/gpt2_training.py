# GPT-2 (Radford et al. 2019) that learns, one call for each optimizer step. Names follow Hugging Face. The rows of a batch lie one after the other
# without padding. Shapes: N tokens of all rows, R rows, D width, H heads, V vocabulary, A labelled positions, S replies that are judged as a whole,
# r rank of an adapter. Every linear layer keeps its weight as [in, out]: y = x W + b.
# The weights have the names that Hugging Face gives them: transformer.h[3].attn.c_attn.weight.
class Linear(NamedTuple):
  weight : Tensor          # [in, out]
  bias : Tensor            # [out]
  half : List[Tensor]      # both in bfloat16, where they are frozen and bf16 is on; else none
  a : List[Tensor]         # one adapter's A [r, in] (Hu et al. 2021), or none
  b : List[Tensor]         # and its B [out, r]
class Norm(NamedTuple):
  weight : Tensor          # [D]
  bias : Tensor            # [D]
class Attention(NamedTuple):
  c_attn : __torch__.Linear
  c_proj : __torch__.Linear
class Mlp(NamedTuple):
  c_fc : __torch__.Linear
  c_proj : __torch__.Linear
class Block(NamedTuple):
  ln_1 : __torch__.Norm
  attn : __torch__.Attention
  ln_2 : __torch__.Norm
  mlp : __torch__.Mlp
class Transformer(NamedTuple):
  wte : Tensor             # [V, D]
  wpe : Tensor             # [C, D]
  h : List[__torch__.Block]
  ln_f : __torch__.Norm
  lm_head : Tensor         # [V, D], wte itself where they are tied
  half : List[Tensor]      # lm_head in bfloat16, where it is frozen and bf16 is on; else none
# A part of a step: some rows of the batch, and what their losses are
class Part(NamedTuple):
  ids : Tensor             # [N]
  positions : Tensor       # [N]
  rows : Tensor            # [R, 3]: size, base, shared
  at : Tensor              # [A]: where a label is predicted
  labels : Tensor          # [A]
  weights : Tensor         # [A], of the labels' cross entropy
  reply : Tensor           # [A]: which reply a label belongs to, 0 for none
  reference : Tensor       # [S]: log-probability of each reply under the start weights; the first is no reply
  pairs : Tensor           # [P, 2]: chosen and rejected reply
  pair_weights : Tensor    # [P]
  flags : Tensor           # [F, 2]: reply, 1 good or -1 bad
  flag_weights : Tensor    # [F]
  kept : Tensor            # [A], weights of how far the distribution at a label has gone from that under the start weights
# What a layer leaves behind for the way back
class Passed(NamedTuple):
  x : Tensor               # [N, D], its input
  h_1 : Tensor             # ln_1's
  mean_1 : Tensor
  rstd_1 : Tensor
  qkv : Tensor             # [N, 3D], a leaf
  a : Tensor               # [N, D], the attention's, with its graph
  y : Tensor               # the same where it goes on: [N, D], in the last layer [A, D]
  z : Tensor               # the sum after the attention
  h_2 : Tensor             # ln_2's
  mean_2 : Tensor
  rstd_2 : Tensor
  f : Tensor               # c_fc's, a leaf
  u : Tensor               # activated, with its graph
class SetupNumbers(NamedTuple):
  heads : float
  epsilon : float
  bf16 : float             # not 0: on
  remember : float         # not 0: w is remembered as it is now
  activation : float       # 0 gelu (tanh), 1 gelu, 2 relu, 3 silu, 4 tanh, 5 gelu (sigmoid)
  onednn : float           # not 0: matrices of float32 are multiplied by it
class StepNumbers(NamedTuple):
  beta : float
  label_smoothing : float
  for_divergence : float   # how many of the first parts are for the divergence alone
  dropout : float
  seed : float
  recompute : float        # not 0: layers are computed again instead of kept
  learning_rate : float
  max_norm : float
  beta1 : float
  beta2 : float
  epsilon : float
  weight_decay : float

class Gpt2Training(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  epsilon : float          # of the layer norms
  bf16 : bool              # multiply matrices in bfloat16; weights, gradients, norms and losses stay float32
  activation : int
  onednn : bool
  scale : float            # of an adapter: alpha / r
  w : List[Tensor]         # wte, wpe, of each block ln_1, c_attn, attn.c_proj, ln_2, c_fc, mlp.c_proj, then ln_f: of each the weight, then the bias; lm_head if not tied
  old : List[Tensor]       # w as it was before the first step, where all learn and replayed replies are to stay as they were; else empty
  a : List[Tensor]         # an adapter's A of each matrix that has one; empty without an adapter
  b : List[Tensor]         # and its B
  slot : List[int]         # of c_attn, attn.c_proj, c_fc, mlp.c_proj of each block: where its A and B are, or -1; empty without an adapter
  now : List[__torch__.Transformer]    # one: w under its names, with the adapters
  start : List[__torch__.Transformer]  # one: what replayed replies are to stay like, without adapters
  p : List[Tensor]         # what learns: w, or A and B of each matrix in turn
  m : List[Tensor]         # AdamW's first moment of each of these
  v : List[Tensor]         # and its second
  t : List[Tensor]         # how many steps each has taken, float32 []
  # The same tensors again, those of one dimension and those of two. They are fields because the compiler removes an operator that writes only to the
  # elements of a list which nothing reads afterwards.
  p1 : List[Tensor]
  m1 : List[Tensor]
  v1 : List[Tensor]
  t1 : List[Tensor]
  p2 : List[Tensor]
  m2 : List[Tensor]
  v2 : List[Tensor]
  t2 : List[Tensor]

  # ---- loading: begin, adapt where there is an adapter, learn, and restore where a run continues ----

  def begin(self: __torch__.Gpt2Training, w: List[Tensor], numbers: Tensor) -> Tensor:
    v = self.floats(numbers)
    n = __torch__.SetupNumbers(v[0], v[1], v[2], v[3], v[4], v[5])
    self.heads = int(n.heads)
    self.epsilon = n.epsilon
    self.bf16 = n.bf16 > 0.
    self.activation = int(n.activation)
    self.onednn = n.onednn > 0. and not self.bf16
    self.w = annotate(List[Tensor], [])
    for i in range(torch.len(w)):
      self.w.append(torch.clone(w[i]))
      if n.remember > 0.:
        self.old.append(torch.clone(w[i]))
    return numbers
  def adapt(self: __torch__.Gpt2Training, a: List[Tensor], b: List[Tensor], slot: Tensor, scale: Tensor) -> Tensor:
    self.scale = self.floats(scale)[0]
    self.slot = self.ints(slot)
    for i in range(torch.len(a)):
      self.a.append(torch.clone(a[i]))
      self.b.append(torch.clone(b[i]))
    return scale
  def learn(self: __torch__.Gpt2Training, steps: Tensor) -> Tensor:
    if torch.len(self.a) > 0:
      for i in range(torch.len(self.a)):
        self.p.append(self.a[i])
        self.p.append(self.b[i])
    else:
      self.p = self.w
    self.now.append(self.named(self.w))
    if torch.len(self.old) > 0:
      self.start.append(self.named(self.old))
    else:
      self.start.append(self.plain(self.now[0]))
    for i in range(torch.len(self.p)):
      pi = torch.requires_grad_(self.p[i], True)
      mi = torch.zeros_like(torch.detach(pi))
      vi = torch.zeros_like(torch.detach(pi))
      ti = torch.clone(steps)
      self.m.append(mi)
      self.v.append(vi)
      self.t.append(ti)
      if torch.dim(pi) > 1:
        self.p2.append(pi)
        self.m2.append(mi)
        self.v2.append(vi)
        self.t2.append(ti)
      else:
        self.p1.append(pi)
        self.m1.append(mi)
        self.v1.append(vi)
        self.t1.append(ti)
    return steps
  # w under its names
  def named(self: __torch__.Gpt2Training, w: List[Tensor]) -> __torch__.Transformer:
    rest = annotate(List[Tensor], [])
    for i in range(torch.len(w)):
      rest.append(w[i])
    slots = annotate(List[int], [])
    for i in range(torch.len(self.slot)):
      slots.append(self.slot[i])
    wte = rest.pop(0)
    wpe = rest.pop(0)
    h = annotate(List[__torch__.Block], [])
    while torch.len(rest) > 3:
      ln_1 = __torch__.Norm(rest.pop(0), rest.pop(0))
      c_attn = self.next(rest, slots)
      attn = __torch__.Attention(c_attn, self.next(rest, slots))
      ln_2 = __torch__.Norm(rest.pop(0), rest.pop(0))
      c_fc = self.next(rest, slots)
      h.append(__torch__.Block(ln_1, attn, ln_2, __torch__.Mlp(c_fc, self.next(rest, slots))))
    lm_head = wte
    if torch.len(rest) > 2:
      lm_head = rest[2]
    return __torch__.Transformer(wte, wpe, h, __torch__.Norm(rest[0], rest[1]), lm_head, self.halves([lm_head]))
  # Takes a linear layer from the tensors and slots that are left
  def next(self: __torch__.Gpt2Training, rest: List[Tensor], slots: List[int]) -> __torch__.Linear:
    weight = rest.pop(0)
    bias = rest.pop(0)
    a = annotate(List[Tensor], [])
    b = annotate(List[Tensor], [])
    if torch.len(slots) > 0:
      s = slots.pop(0)
      if s >= 0:
        a.append(self.a[s])
        b.append(self.b[s])
    return __torch__.Linear(weight, bias, self.halves([weight, bias]), a, b)
  # Frozen weights as they are multiplied; none where they learn, because they change, or where bf16 is off
  def halves(self: __torch__.Gpt2Training, weights: List[Tensor]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    if self.bf16 and torch.len(self.a) > 0:
      for i in range(torch.len(weights)):
        out.append(torch.to(weights[i], 15))
    return out
  # The same weights without adapters
  def plain(self: __torch__.Gpt2Training, t: __torch__.Transformer) -> __torch__.Transformer:
    h = annotate(List[__torch__.Block], [])
    for i in range(torch.len(t.h)):
      block = t.h[i]
      attn = __torch__.Attention(self.alone(block.attn.c_attn), self.alone(block.attn.c_proj))
      h.append(__torch__.Block(block.ln_1, attn, block.ln_2, __torch__.Mlp(self.alone(block.mlp.c_fc), self.alone(block.mlp.c_proj))))
    return __torch__.Transformer(t.wte, t.wpe, h, t.ln_f, t.lm_head, t.half)
  def alone(self: __torch__.Gpt2Training, m: __torch__.Linear) -> __torch__.Linear:
    none = annotate(List[Tensor], [])
    return __torch__.Linear(m.weight, m.bias, m.half, none, none)
  def restore(self: __torch__.Gpt2Training, p: List[Tensor], m: List[Tensor], v: List[Tensor], steps: Tensor) -> Tensor:
    torch.set_grad_enabled(False)
    for i in range(torch.len(p)):
      torch.copy_(self.p[i], p[i])
      torch.copy_(self.m[i], m[i])
      torch.copy_(self.v[i], v[i])
      torch.copy_(self.t[i], steps)
    torch.set_grad_enabled(True)
    return steps
  def learned(self: __torch__.Gpt2Training, unused: Tensor) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(self.p)):
      out.append(torch.detach(self.p[i]))
    return out
  def moments(self: __torch__.Gpt2Training, unused: Tensor) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(self.p)):
      out.append(self.m[i])
    for i in range(torch.len(self.p)):
      out.append(self.v[i])
    return out
  # The weights in w's order, an adapter's product added to them
  def weights(self: __torch__.Gpt2Training, unused: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(False)
    t = self.now[0]
    out = annotate(List[Tensor], [torch.detach(t.wte), torch.detach(t.wpe)])
    for i in range(torch.len(t.h)):
      block = t.h[i]
      self.add_norm(out, block.ln_1)
      self.add_merged(out, block.attn.c_attn)
      self.add_merged(out, block.attn.c_proj)
      self.add_norm(out, block.ln_2)
      self.add_merged(out, block.mlp.c_fc)
      self.add_merged(out, block.mlp.c_proj)
    self.add_norm(out, t.ln_f)
    if self.untied():
      out.append(torch.detach(t.lm_head))
    torch.set_grad_enabled(True)
    return out
  def add_norm(self: __torch__.Gpt2Training, out: List[Tensor], ln: __torch__.Norm) -> int:
    out.append(torch.detach(ln.weight))
    out.append(torch.detach(ln.bias))
    return 0
  # W + scale (B A)^T
  def add_merged(self: __torch__.Gpt2Training, out: List[Tensor], m: __torch__.Linear) -> int:
    weight = torch.detach(m.weight)
    if torch.len(m.a) > 0:
      weight = torch.addmm(m.weight, torch.t(m.a[0]), torch.t(m.b[0]), alpha=self.scale)
    out.append(weight)
    out.append(torch.detach(m.bias))
    return 0

  # w has two embeddings, twelve tensors a block, two of ln_f, and then lm_head if it is its own
  def untied(self: __torch__.Gpt2Training) -> bool:
    return torch.len(self.w) > 12 * torch.len(self.now[0].h) + 4

  def floats(self: __torch__.Gpt2Training, numbers: Tensor) -> List[float]:
    out = annotate(List[float], [])
    for i in range(numbers.size(0)):
      out.append(float(torch.item(torch.select(numbers, 0, i))))
    return out
  def ints(self: __torch__.Gpt2Training, numbers: Tensor) -> List[int]:
    out = annotate(List[int], [])
    for i in range(numbers.size(0)):
      out.append(int(torch.item(torch.select(numbers, 0, i))))
    return out

  # ---- the network ----

  # x [n, k] w^T + bias -> [n, m]; w [m, k] has any strides. There is no gradient.
  def times(self: __torch__.Gpt2Training, x: Tensor, w: Tensor, bias: Optional[Tensor]) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, w, bias, "none", annotate(List[Optional[number]], []), "")
  # x [n, in] -> [n, out]; graph: whether a gradient is wanted of it, if not now
  def linear(self: __torch__.Gpt2Training, x: Tensor, m: __torch__.Linear, graph: bool) -> Tensor:
    if self.bf16:
      x = torch.to(x, 15)
      if torch.len(m.half) > 0:
        y = torch.addmm(m.half[1], x, m.half[0])
      else:
        y = torch.addmm(torch.to(m.bias, 15), x, torch.to(m.weight, 15))
    elif self.onednn and not graph:
      y = self.times(x, torch.t(m.weight), m.bias)
    else:
      y = torch.addmm(m.bias, x, m.weight)
    if torch.len(m.a) > 0:
      z = torch.matmul(x, torch.to(torch.t(m.a[0]), x.dtype))  # [n, r]
      y = torch.addmm_(y, z, torch.to(torch.t(m.b[0]), x.dtype), alpha=self.scale)
    return y
  # x [n, D]
  def norm(self: __torch__.Gpt2Training, x: Tensor, ln: __torch__.Norm) -> Tensor:
    return torch.layer_norm(x, [x.size(1)], ln.weight, ln.bias, self.epsilon)
  # Causal attention of each row to itself alone, qkv [N, 3D] -> [N, D]. Row i has sizes[i] tokens; where base[i] >= 0 it goes on after the first
  # shared[i] tokens of that row before it, which are not repeated.
  def attention(self: __torch__.Gpt2Training, qkv: Tensor, sizes: List[int], base: List[int], shared: List[int]) -> Tensor:
    D = qkv.size(1) // 3
    rows = torch.split_with_sizes(qkv, sizes)
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    out = annotate(List[Tensor], [])
    for i in range(torch.len(rows)):
      T = sizes[i]
      row = torch.unbind(rows[i].view([1, T, 3, self.heads, D // self.heads]).permute([2, 0, 3, 1, 4]))  # 3 x [1, H, T, D / H]
      keys.append(row[1])
      values.append(row[2])
      if base[i] >= 0:
        k = torch.cat([torch.slice(keys[base[i]], 2, 0, shared[i]), row[1]], 2)  # [1, H, shared + T, D / H]
        u = torch.cat([torch.slice(values[base[i]], 2, 0, shared[i]), row[2]], 2)
        see = torch.tril(torch.ones([T, shared[i] + T], dtype=11, device=ops.prim.device(qkv)), shared[i])
        y = torch.scaled_dot_product_attention(row[0], k, u, see, 0., False)
      else:
        y = torch.scaled_dot_product_attention(row[0], row[1], row[2], None, 0., True)  # dropout here would take the slow way
      out.append(y.transpose(1, 2).reshape([T, D]))
    return torch.cat(out)
  # x [N, D] -> [N, D], or [A, D] at the positions `at` where the layer is the last: what comes after its attention is needed nowhere else.
  # A layer draws its dropout from a seed of its own, so that it can be computed again.
  def layer(self: __torch__.Gpt2Training, x: Tensor, t: __torch__.Transformer, layer: int, at: Tensor, sizes: List[int], base: List[int], shared: List[int], dropout: float, seed: int, graph: bool) -> Tensor:
    if dropout > 0.:
      torch.manual_seed(seed + layer)
    block = t.h[layer]
    y = self.attention(self.linear(self.norm(x, block.ln_1), block.attn.c_attn, graph), sizes, base, shared)
    if layer == torch.len(t.h) - 1:
      x = torch.index_select(x, 0, at)
      y = torch.index_select(y, 0, at)
    x = x + self.dropped(self.linear(y, block.attn.c_proj, graph), dropout)
    return x + self.dropped(self.mlp(self.norm(x, block.ln_2), block.mlp, graph), dropout)
  def mlp(self: __torch__.Gpt2Training, x: Tensor, m: __torch__.Mlp, graph: bool) -> Tensor:
    return self.linear(self.activate(self.linear(x, m.c_fc, graph)), m.c_proj, graph)
  def activate(self: __torch__.Gpt2Training, x: Tensor) -> Tensor:
    if self.activation == 0:
      y = torch.gelu(x, approximate="tanh")
    elif self.activation == 1:
      y = torch.gelu(x, approximate="none")
    elif self.activation == 2:
      y = torch.relu(x)
    elif self.activation == 3:
      y = torch.silu(x)
    elif self.activation == 4:
      y = torch.tanh(x)
    else:
      y = x * torch.sigmoid(x * 1.702)
    return y
  def dropped(self: __torch__.Gpt2Training, x: Tensor, dropout: float) -> Tensor:
    if dropout > 0.:
      x = torch.dropout(x, dropout, True)
    return x
  # [N] -> [N, D]
  def embed(self: __torch__.Gpt2Training, t: __torch__.Transformer, ids: Tensor, positions: Tensor) -> Tensor:
    return torch.embedding(t.wte, ids) + torch.embedding(t.wpe, positions)
  # Logits [A, V] from the last layer's [A, D]
  def logits(self: __torch__.Gpt2Training, t: __torch__.Transformer, x: Tensor, graph: bool) -> Tensor:
    x = self.norm(x, t.ln_f)
    if self.bf16:
      x = torch.to(x, 15)
      if torch.len(t.half) > 0:
        y = torch.to(torch.matmul(x, torch.t(t.half[0])), 6)
      else:
        y = torch.to(torch.matmul(x, torch.t(torch.to(t.lm_head, 15))), 6)
    elif self.onednn and not graph:
      y = self.times(x, t.lm_head, None)
    else:
      y = torch.matmul(x, torch.t(t.lm_head))
    return y

  # ---- losses ----

  # log-probability of each reply, from -log p of the labels -> [S]
  def replies(self: __torch__.Gpt2Training, nll: Tensor, part: __torch__.Part) -> Tensor:
    return torch.index_add(torch.zeros_like(part.reference), 0, part.reply, torch.neg(nll))
  # -> the loss [], and [9]: loss, its three terms, then weighted sums over pairs: reward of the chosen, of the rejected, chosen above rejected; over
  # flags: reward of the good, of the bad.
  def objective(self: __torch__.Gpt2Training, logits: Tensor, part: __torch__.Part, n: __torch__.StepNumbers, kl: Tensor, before: Tensor) -> Tuple[Tensor, Tensor]:
    nll = torch.cross_entropy_loss(logits, part.labels, None, 0)  # [A]
    learned = torch.sum(nll * part.weights)
    if n.label_smoothing > 0.:  # label smoothing (Szegedy et al. 2016): a share of the target is spread over the vocabulary
      spread = torch.logsumexp(logits, [1]) - torch.mean(logits, [1])  # [A]
      learned = learned * (1. - n.label_smoothing) + torch.sum(spread * part.weights) * n.label_smoothing
    # Distillation (Hinton et al. 2015) of the start weights (Li & Hoiem 2016): the sum of p(start) log (p(start) / p)
    kept = torch.reshape(torch.nonzero(part.kept), [-1])
    if kept.size(0) > 0:
      t = torch.log_softmax(before, 1)  # [kept, V]
      z = torch.log_softmax(torch.index_select(logits, 0, kept), 1)
      learned = learned + torch.sum(torch.sum(torch.exp(t) * (t - z), [1]) * torch.index_select(part.kept, 0, kept))
    reward = (self.replies(nll, part) - part.reference) * n.beta  # [S]
    chosen = torch.index_select(reward, 0, torch.select(part.pairs, 1, 0))  # [P]
    rejected = torch.index_select(reward, 0, torch.select(part.pairs, 1, 1))
    # DPO (Rafailov et al. 2023, equation 7): -log sigmoid(chosen - rejected)
    preferred = torch.sum(torch.softplus(rejected - chosen) * part.pair_weights)
    # KTO (Ethayarajh et al. 2024, equation 8): 1 - sigmoid of how far a reply's reward is on its right side of the batch's divergence
    judged = torch.index_select(reward, 0, torch.select(part.flags, 1, 0))  # [F]
    side = torch.select(part.flags, 1, 1)
    flagged = torch.sum((1. - torch.sigmoid((judged - kl * n.beta) * side)) * part.flag_weights)
    loss = learned + preferred + flagged
    good = torch.gt(side, 0)
    # above by more than rounding: before the first step no reply is better than the other
    figures = torch.stack([loss, learned, preferred, flagged, torch.sum(chosen * part.pair_weights), torch.sum(rejected * part.pair_weights),
      torch.sum(torch.gt(chosen - rejected, 1e-05) * part.pair_weights), torch.sum(judged * good * part.flag_weights), torch.sum(judged * torch.logical_not(good) * part.flag_weights)])
    return (loss, torch.to(torch.detach(figures), 7))
  def part(self: __torch__.Gpt2Training, parts: List[Tensor], i: int) -> __torch__.Part:
    p = annotate(List[Tensor], [])
    for k in range(13):
      p.append(parts[13 * i + k])
    return __torch__.Part(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12])
  # Logits [A, V] at the positions `at` of a part's rows, without gradients or dropout
  def read(self: __torch__.Gpt2Training, t: __torch__.Transformer, part: __torch__.Part, at: Tensor) -> Tensor:
    sizes = self.ints(torch.select(part.rows, 1, 0))
    base = self.ints(torch.select(part.rows, 1, 1))
    shared = self.ints(torch.select(part.rows, 1, 2))
    x = self.embed(t, part.ids, part.positions)
    for l in range(torch.len(t.h)):
      x = self.layer(x, t, l, at, sizes, base, shared, 0., 0, False)
    return self.logits(t, x, False)
  # Of all labels, under the weights as they are now
  def current(self: __torch__.Gpt2Training, part: __torch__.Part) -> Tensor:
    return self.read(self.now[0], part, part.at)
  # Under the start weights, of the labels at which they are to be kept
  def before(self: __torch__.Gpt2Training, part: __torch__.Part) -> Tensor:
    y = part.kept
    kept = torch.reshape(torch.nonzero(y), [-1])
    if kept.size(0) > 0:
      few, at = self.with_labels(part, torch.index_select(part.at, 0, kept))
      y = self.read(self.start[0], few, at)
    return y
  # The rows of a part at whose positions `at` something is predicted, and those positions among them. Where a row goes on from another, all are left.
  def with_labels(self: __torch__.Gpt2Training, part: __torch__.Part, at: Tensor) -> Tuple[__torch__.Part, Tensor]:
    few = part
    found = at
    if bool(torch.item(torch.all(torch.lt(torch.select(part.rows, 1, 1), 0)))):
      sizes = torch.select(part.rows, 1, 0)
      row = torch.repeat_interleave(torch.arange(sizes.size(0), device=ops.prim.device(at)), sizes)  # [N]: of each token
      wanted = torch.index_fill(torch.zeros_like(sizes), 0, torch.index_select(row, 0, at), 1)  # [R]
      stays = torch.index_select(wanted, 0, row)  # [N]
      tokens = torch.reshape(torch.nonzero(stays), [-1])
      rows = torch.index_select(part.rows, 0, torch.reshape(torch.nonzero(wanted), [-1]))
      few = __torch__.Part(torch.index_select(part.ids, 0, tokens), torch.index_select(part.positions, 0, tokens), rows, part.at, part.labels,
        part.weights, part.reply, part.reference, part.pairs, part.pair_weights, part.flags, part.flag_weights, part.kept)
      found = torch.index_select(torch.cumsum(stays, 0), 0, at) - 1
    return (few, found)
  # How far the policy is from the start weights: the mean over the replies of the first parts of log p / p(start), at least 0.
  def divergence(self: __torch__.Gpt2Training, parts: List[Tensor], n: __torch__.StepNumbers) -> Tensor:
    total = torch.zeros([], dtype=6, device=ops.prim.device(parts[0]))
    count = 0
    for i in range(int(n.for_divergence)):
      part = self.part(parts, i)
      logps = self.replies(torch.cross_entropy_loss(self.current(part), part.labels, None, 0), part)
      total = total + torch.sum(torch.slice(logps - part.reference, 0, 1))
      count = count + logps.size(0) - 1
    return torch.clamp(total / max(count, 1), 0.)
  def step_numbers(self: __torch__.Gpt2Training, numbers: Tensor) -> __torch__.StepNumbers:
    v = self.floats(numbers)
    return __torch__.StepNumbers(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11])

  # objective's figures and the divergence, [10], without gradients
  def evaluate(self: __torch__.Gpt2Training, parts: List[Tensor], numbers: Tensor) -> Tensor:
    n = self.step_numbers(numbers)
    torch.set_grad_enabled(False)
    kl = self.divergence(parts, n)
    total = torch.zeros([9], dtype=7, device=ops.prim.device(parts[0]))
    for i in range(int(n.for_divergence), torch.len(parts) // 13):
      part = self.part(parts, i)
      loss, figures = self.objective(self.current(part), part, n, kl, self.before(part))
      total = total + figures
    torch.set_grad_enabled(True)
    return torch.cat([total, torch.reshape(torch.to(kl, 7), [1])])
  # Log-probability of each part's replies, [S] each
  def logps(self: __torch__.Gpt2Training, parts: List[Tensor], unused: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(False)
    out = annotate(List[Tensor], [])
    for i in range(torch.len(parts) // 13):
      part = self.part(parts, i)
      out.append(self.replies(torch.cross_entropy_loss(self.current(part), part.labels, None, 0), part))
    torch.set_grad_enabled(True)
    return out
  # Logits [A, V] of each part
  def scores(self: __torch__.Gpt2Training, parts: List[Tensor], unused: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(False)
    out = annotate(List[Tensor], [])
    for i in range(torch.len(parts) // 13):
      out.append(self.current(self.part(parts, i)))
    torch.set_grad_enabled(True)
    return out

  # ---- learning ----

  # Appends what learns of a layer, in p's order
  def add_learning(self: __torch__.Gpt2Training, out: List[Tensor], block: __torch__.Block) -> int:
    self.add_learning_norm(out, block.ln_1)
    self.add_learning_linear(out, block.attn.c_attn)
    self.add_learning_linear(out, block.attn.c_proj)
    self.add_learning_norm(out, block.ln_2)
    self.add_learning_linear(out, block.mlp.c_fc)
    self.add_learning_linear(out, block.mlp.c_proj)
    return 0
  def add_learning_norm(self: __torch__.Gpt2Training, out: List[Tensor], ln: __torch__.Norm) -> int:
    if torch.len(self.a) == 0:
      out.append(ln.weight)
      out.append(ln.bias)
    return 0
  def add_learning_linear(self: __torch__.Gpt2Training, out: List[Tensor], m: __torch__.Linear) -> int:
    if torch.len(self.a) == 0:
      out.append(m.weight)
      out.append(m.bias)
    elif torch.len(m.a) > 0:
      out.append(m.a[0])
      out.append(m.b[0])
    return 0
  # The gradient of a part's loss by p, appended to g in p's order, and objective's figures. The layers are cut into stretches; all but the last are
  # computed without a graph and again on the way back. There is one stretch unless n.recompute asks for one a layer, which keeps their inputs only.
  def backward(self: __torch__.Gpt2Training, part: __torch__.Part, n: __torch__.StepNumbers, kl: Tensor, seed: int, g: List[Tensor]) -> Tensor:
    full = torch.len(self.a) == 0
    t = self.now[0]
    sizes = self.ints(torch.select(part.rows, 1, 0))
    base = self.ints(torch.select(part.rows, 1, 1))
    shared = self.ints(torch.select(part.rows, 1, 2))
    L = torch.len(t.h)
    stretches = 1
    if n.recompute > 0.:
      stretches = L
    length = L // stretches
    torch.set_grad_enabled(False)
    before = self.before(part)
    x = self.embed(t, part.ids, part.positions)  # a leaf: its own gradient goes into the rows of wte and wpe at the end
    kept = [x]
    for l in range(L - length):
      x = self.layer(self.drop(x, l, n.dropout, seed), t, l, part.at, sizes, base, shared, n.dropout, seed, True)
      kept.append(x)
    found = annotate(List[List[Tensor]], [])
    gx = x
    figures = x
    for back in range(stretches):
      first = L - (back + 1) * length
      ask = annotate(List[Tensor], [])
      x = torch.detach(kept.pop())
      below = full or first > 0  # below the first adapter nothing learns
      torch.set_grad_enabled(True)
      if below:
        x = torch.requires_grad_(x, True)
        ask.append(x)
      for l in range(first, first + length):
        self.add_learning(ask, t.h[l])
      for l in range(first, first + length):
        x = self.layer(self.drop(x, l, n.dropout, seed), t, l, part.at, sizes, base, shared, n.dropout, seed, True)
      if back == 0:
        if full:
          ask.append(t.ln_f.weight)
          ask.append(t.ln_f.bias)
          ask.append(t.lm_head)
        loss, figures = self.objective(self.logits(t, x, True), part, n, kl, before)
        got = self.present(torch.autograd.grad([loss], ask))
      else:
        out = annotate(List[Optional[Tensor]], [gx])
        got = self.present(torch.autograd.grad([x], ask, out))
      torch.set_grad_enabled(False)
      if below:
        gx = got.pop(0)
      found.append(got)
    last = annotate(List[Tensor], [])
    if full:
      head = found[0].pop()  # [V, D], of the projection
      wte = head
      if self.untied():
        wte = torch.zeros_like(t.wte)
      last.append(found[0].pop())  # ln_f.bias
      last.append(found[0].pop())  # ln_f.weight
      last.append(head)
      torch.index_add_(wte, 0, part.ids, gx)
      g.append(wte)
      g.append(torch.index_add_(torch.zeros_like(t.wpe), 0, part.positions, gx))
    for back in range(stretches):
      got = found[stretches - 1 - back]
      for i in range(torch.len(got)):
        g.append(got[i])
    if full:
      g.append(last[1])
      g.append(last[0])
      if self.untied():
        g.append(last[2])
    return figures
  # ---- the same by hand, where all weights learn in float32 on a CPU: autograd's products don't go through oneDNN ----

  def by_hand(self: __torch__.Gpt2Training, part: __torch__.Part, n: __torch__.StepNumbers, kl: Tensor, g: List[Tensor]) -> Tensor:
    t = self.now[0]
    sizes = self.ints(torch.select(part.rows, 1, 0))
    base = self.ints(torch.select(part.rows, 1, 1))
    shared = self.ints(torch.select(part.rows, 1, 2))
    torch.set_grad_enabled(False)
    before = self.before(part)
    x = self.embed(t, part.ids, part.positions)
    passed = annotate(List[__torch__.Passed], [])
    inputs = annotate(List[Tensor], [])
    for l in range(torch.len(t.h)):
      inputs.append(x)
      x, one = self.pass_layer(x, t, l, part.at, sizes, base, shared)
      if n.recompute == 0.:
        passed.append(one)
    h, mean, rstd = torch.native_layer_norm(x, [x.size(1)], t.ln_f.weight, t.ln_f.bias, self.epsilon)
    torch.set_grad_enabled(True)
    logits = torch.requires_grad_(self.times(torch.detach(h), torch.detach(t.lm_head), None), True)
    loss, figures = self.objective(logits, part, n, kl, before)
    gl = self.present(torch.autograd.grad([loss], [logits]))[0]
    torch.set_grad_enabled(False)
    head = self.times(torch.t(gl), torch.t(h), None)  # [V, D]
    gx, gw, gb = torch.native_layer_norm_backward(self.times(gl, torch.t(t.lm_head), None), x, [x.size(1)], mean, rstd, t.ln_f.weight, t.ln_f.bias, [True, True, True])
    layers = annotate(List[List[Tensor]], [])
    for back in range(torch.len(t.h)):
      l = torch.len(t.h) - 1 - back
      of = annotate(List[Tensor], [])
      if n.recompute > 0.:
        again, one = self.pass_layer(inputs[l], t, l, part.at, sizes, base, shared)
        passed.append(one)
      gx = self.back_layer(gx, passed.pop(), t.h[l], back == 0, part.at, of)
      layers.append(of)
    wte = head
    if self.untied():
      wte = torch.zeros_like(t.wte)
    g.append(torch.index_add_(wte, 0, part.ids, gx))
    g.append(torch.index_add_(torch.zeros_like(t.wpe), 0, part.positions, gx))
    while torch.len(layers) > 0:
      of = layers.pop()
      for i in range(torch.len(of)):
        g.append(of[i])
    g.append(gw)
    g.append(gb)
    if self.untied():
      g.append(head)
    return figures
  # As layer, without dropout
  def pass_layer(self: __torch__.Gpt2Training, x: Tensor, t: __torch__.Transformer, layer: int, at: Tensor, sizes: List[int], base: List[int], shared: List[int]) -> Tuple[Tensor, __torch__.Passed]:
    block = t.h[layer]
    D = x.size(1)
    h_1, mean_1, rstd_1 = torch.native_layer_norm(x, [D], block.ln_1.weight, block.ln_1.bias, self.epsilon)
    qkv = self.linear(h_1, block.attn.c_attn, False)
    torch.set_grad_enabled(True)
    qkv = torch.requires_grad_(qkv, True)
    a = self.attention(qkv, sizes, base, shared)
    torch.set_grad_enabled(False)
    y = torch.detach(a)
    z = x
    if layer == torch.len(t.h) - 1:
      y = torch.index_select(y, 0, at)
      z = torch.index_select(x, 0, at)
    z = z + self.linear(y, block.attn.c_proj, False)
    h_2, mean_2, rstd_2 = torch.native_layer_norm(z, [D], block.ln_2.weight, block.ln_2.bias, self.epsilon)
    f = self.linear(h_2, block.mlp.c_fc, False)
    torch.set_grad_enabled(True)
    f = torch.requires_grad_(f, True)
    u = self.activate(f)
    torch.set_grad_enabled(False)
    out = z + self.linear(torch.detach(u), block.mlp.c_proj, False)
    return (out, __torch__.Passed(x, h_1, mean_1, rstd_1, qkv, a, y, z, h_2, mean_2, rstd_2, f, u))
  # From the gradient by a layer's output to that by its input; those by its weights are appended to g in p's order
  def back_layer(self: __torch__.Gpt2Training, gx: Tensor, p: __torch__.Passed, block: __torch__.Block, last: bool, at: Tensor, g: List[Tensor]) -> Tensor:
    D = gx.size(1)
    u = torch.detach(p.u)
    gf = self.through(p.u, p.f, self.times(gx, block.mlp.c_proj.weight, None))
    gz, gw_2, gb_2 = torch.native_layer_norm_backward(self.times(gf, block.mlp.c_fc.weight, None), p.z, [D], p.mean_2, p.rstd_2, block.ln_2.weight, block.ln_2.bias, [True, True, True])
    gz = gz + gx
    ga = self.times(gz, block.attn.c_proj.weight, None)
    on = gz
    if last:
      ga = torch.index_add_(torch.zeros_like(p.x), 0, at, ga)
      on = torch.index_add_(torch.zeros_like(p.x), 0, at, gz)
    gq = self.through(p.a, p.qkv, ga)
    gi, gw_1, gb_1 = torch.native_layer_norm_backward(self.times(gq, block.attn.c_attn.weight, None), p.x, [D], p.mean_1, p.rstd_1, block.ln_1.weight, block.ln_1.bias, [True, True, True])
    g.append(gw_1)
    g.append(gb_1)
    self.add_of_linear(g, p.h_1, gq)
    self.add_of_linear(g, p.y, gz)
    g.append(gw_2)
    g.append(gb_2)
    self.add_of_linear(g, p.h_2, gf)
    self.add_of_linear(g, u, gx)
    return gi + on
  # The gradient by an input of what has a graph
  def through(self: __torch__.Gpt2Training, out: Tensor, input: Tensor, gradient: Tensor) -> Tensor:
    torch.set_grad_enabled(True)
    given = annotate(List[Optional[Tensor]], [gradient])
    got = self.present(torch.autograd.grad([out], [input], given))[0]
    torch.set_grad_enabled(False)
    return got
  # Of a linear layer with input x [n, in] and the gradient gy [n, out] by its output: of its weight [in, out] and its bias
  def add_of_linear(self: __torch__.Gpt2Training, g: List[Tensor], x: Tensor, gy: Tensor) -> int:
    g.append(self.times(torch.t(x), torch.t(gy), None))
    g.append(torch.sum(gy, [0]))
    return 0
  # Dropout of the embeddings, before the first layer
  def drop(self: __torch__.Gpt2Training, x: Tensor, layer: int, dropout: float, seed: int) -> Tensor:
    if layer == 0 and dropout > 0.:
      torch.manual_seed(seed - 1)
      x = torch.dropout(x, dropout, True)
    return x
  def present(self: __torch__.Gpt2Training, found: List[Optional[Tensor]]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(found)):
      gi = found[i]
      if torch.__isnot__(gi, None):
        out.append(unchecked_cast(Tensor, gi))
    return out
  # d loss / d p, summed over the parts; the last tensor is evaluate's.
  def gradients(self: __torch__.Gpt2Training, parts: List[Tensor], numbers: Tensor) -> List[Tensor]:
    n = self.step_numbers(numbers)
    torch.set_grad_enabled(False)
    kl = self.divergence(parts, n)
    total = torch.zeros([9], dtype=7, device=ops.prim.device(parts[0]))
    g = annotate(List[Tensor], [])
    for i in range(int(n.for_divergence), torch.len(parts) // 13):
      gi = annotate(List[Tensor], [])
      if self.onednn and torch.len(self.a) == 0 and n.dropout == 0.:
        total = total + self.by_hand(self.part(parts, i), n, kl, gi)
      else:
        total = total + self.backward(self.part(parts, i), n, kl, int(n.seed) + 1000 * i, gi)
      if torch.len(g) == 0:
        g = gi
      else:
        torch._foreach_add_(g, gi)
    torch.set_grad_enabled(True)
    g.append(torch.cat([total, torch.reshape(torch.to(kl, 7), [1])]))
    return g
  def of_lane(self: __torch__.Gpt2Training, found: List[Tensor], lane: int) -> List[Tensor]:
    size = torch.len(self.p) + 1
    out = annotate(List[Tensor], [])
    for i in range(lane * size, (lane + 1) * size):
      out.append(found[i])
    return out
  # A step on parts that are computed one after the other -> update's
  def step(self: __torch__.Gpt2Training, parts: List[Tensor], numbers: Tensor) -> Tensor:
    return self.update(self.gradients(parts, numbers), numbers)
  # AdamW (Loshchilov & Hutter 2019) on gradients clipped by their global norm. What has one dimension does not decay. `found` is what gradients gave for
  # the parts of a step that were computed beside each other, one after the other, and is used up. -> [11]: norm before clipping, then evaluate's; where
  # loss or norm is not finite, nothing is changed.
  def update(self: __torch__.Gpt2Training, found: List[Tensor], numbers: Tensor) -> Tensor:
    n = self.step_numbers(numbers)
    torch.set_grad_enabled(False)
    g = self.of_lane(found, 0)
    figures = g.pop()
    for i in range(1, torch.len(found) // (torch.len(self.p) + 1)):
      other = self.of_lane(found, i)
      more = other.pop()
      torch._foreach_add_(g, other)
      figures = torch.cat([torch.slice(figures, 0, 0, 9) + torch.slice(more, 0, 0, 9), torch.slice(figures, 0, 9, 10)])  # all have the same divergence
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g)))
    out = torch.cat([torch.reshape(torch.to(norm, 7), [1]), figures])
    if bool(torch.item(torch.all(torch.isfinite(torch.slice(out, 0, 0, 2))))):
      scale = torch.clamp(torch.div(norm + 1e-06, n.max_norm), 1.)  # the fused step divides the gradients by it
      torch._foreach_add_(self.t, 1)  # and by 1 - beta^t: t must be raised before it
      g1 = annotate(List[Tensor], [])
      g2 = annotate(List[Tensor], [])
      for i in range(torch.len(g)):
        if torch.dim(g[i]) > 1:
          g2.append(g[i])
        else:
          g1.append(g[i])
      none = annotate(List[Tensor], [])
      if torch.len(g1) > 0:
        torch._fused_adamw_(self.p1, g1, self.m1, self.v1, none, self.t1, lr=n.learning_rate, beta1=n.beta1, beta2=n.beta2, weight_decay=0., eps=n.epsilon, amsgrad=False, maximize=False, grad_scale=scale, found_inf=None)
      torch._fused_adamw_(self.p2, g2, self.m2, self.v2, none, self.t2, lr=n.learning_rate, beta1=n.beta1, beta2=n.beta2, weight_decay=n.weight_decay, eps=n.epsilon, amsgrad=False, maximize=False, grad_scale=scale, found_inf=None)
    torch.set_grad_enabled(True)
    return out
