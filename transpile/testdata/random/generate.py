# Makes a component of random types and calls with random values: generate.py SEED OUT writes OUT.wat and OUT.calls.mjs.
# The host echoes one parameter of each function; the call goes through two components with string encodings of their own,
# so that every type is lowered, passed between memories and lifted again. The .wasm beside: wasm-tools parse, strip -a.
import random, json, sys
seed=int(sys.argv[1]); R=random.Random(seed)
names=[]  # (name, wat body)
N=0
prims=['bool','s8','u8','s16','u16','s32','u32','s64','u64','f32','f64','char','string']
types=[]  # list of dict: kind...
def named(kind, body, spec):
    i=len(names); names.append(body); spec['ref']='$T%d'%i; return spec
def ty(d):
    r=R.random()
    if d<=0 or r<0.35:
        p=R.choice(prims); return {'k':p,'ref':p}
    if names and r<0.5:
        c=[s for s in pool if s]
        if c: return R.choice(c)
    k=R.choice(['list','option','result','tuple','record','variant','enum','flags','list','option','fixed','map'])
    if k=='list': e=ty(d-1); return {'k':k,'e':e,'ref':'(list %s)'%e['ref']}
    if k=='map':
        ke=R.choice(['u8','s32','u64','char','string','bool']); e=ty(d-1); return {'k':k,'key':{'k':ke,'ref':ke},'e':e,'ref':'(map %s %s)'%(ke,e['ref'])}
    if k=='fixed': e=ty(d-1); n=R.randint(1,4); return {'k':k,'e':e,'n':n,'ref':'(list %s %d)'%(e['ref'],n)}
    if k=='option': e=ty(d-1); return {'k':k,'e':e,'ref':'(option %s)'%e['ref']}
    if k=='result':
        o=ty(d-1) if R.random()<.7 else None; e=ty(d-1) if R.random()<.7 else None
        ref='(result'+(' '+o['ref'] if o else '')+(' (error %s)'%e['ref'] if e else '')+')'
        return {'k':k,'o':o,'e':e,'ref':ref}
    if k=='tuple': es=[ty(d-1) for _ in range(R.randint(1,4))]; return {'k':k,'es':es,'ref':'(tuple %s)'%' '.join(e['ref'] for e in es)}
    if k=='record':
        fs=[('f-%s%d'%(R.choice('abc'),i),ty(d-1)) for i in range(R.randint(1,6))]
        s=named(k,'(record %s)'%' '.join('(field "%s" %s)'%(n,t['ref']) for n,t in fs),{'k':k,'fs':fs}); pool.append(s); return s
    if k=='variant':
        n=R.choice([1,2,3,5,8,300]) if R.random()<.3 else R.randint(1,5)
        cs=[('case-%d'%i,ty(d-1) if R.random()<(.6 if n<20 else .01) else None) for i in range(n)]
        s=named(k,'(variant %s)'%' '.join('(case "%s"%s)'%(n,' '+t['ref'] if t else '') for n,t in cs),{'k':k,'cs':cs}); pool.append(s); return s
    if k=='enum':
        ls=['label-%d'%i for i in range(R.choice([1,2,5,9,300]))]
        s=named(k,'(enum %s)'%' '.join('"%s"'%l for l in ls),{'k':k,'ls':ls}); pool.append(s); return s
    if k=='flags':
        ls=['flag-%d'%i for i in range(R.choice([1,3,8,9,16,17,31,32]))]
        s=named(k,'(flags %s)'%' '.join('"%s"'%l for l in ls),{'k':k,'ls':ls}); pool.append(s); return s
pool=[]
def camel(s):
    p=s.split('-'); return p[0]+''.join(x.capitalize() for x in p[1:])
def nullable(t): return t['k']=='option' and not nullable(t['e'])
CH=['a','é','漢','🦀','\0','z','ÿ','\ufeff']
def val(t):
    k=t['k']
    if k=='bool': return R.choice(['true','false'])
    if k[0] in 'su' and k[1:].isdigit():
        b=int(k[1:]); lo,hi=(-(1<<b-1),(1<<b-1)-1) if k[0]=='s' else (0,(1<<b)-1)
        v=R.choice([lo,hi,0,R.randint(lo,hi)]); return str(v)+('n' if b==64 else '')
    if k=='f32': return 'Math.fround(%s)'%R.choice(['1.5','-0','NaN','Infinity','0.1','3e38'])
    if k=='f64': return R.choice(['1.5','-0','NaN','-Infinity','0.1','1e300'])
    if k=='char': return json.dumps(R.choice(CH))
    if k=='string': return json.dumps(''.join(R.choice(CH if R.random()<.3 else 'abc') for _ in range(R.choice([0,1,5,31,32,33,100]))))
    if k=='list':
        n=R.choice([0,1,2,5]); vs=[val(t['e']) for _ in range(n)]
        arr={'s8':'Int8Array','u8':'Uint8Array','s16':'Int16Array','u16':'Uint16Array','s32':'Int32Array','u32':'Uint32Array','s64':'BigInt64Array','u64':'BigUint64Array','f32':'Float32Array','f64':'Float64Array'}.get(t['e']['k'])
        s='[%s]'%','.join(vs)
        return 'new %s(%s)'%(arr,s) if arr else s
    if k=='map': return 'new Map([%s])'%','.join('[%s,%s]'%(val(t['key']),val(t['e'])) for _ in range(R.choice([0,1,3])))
    if k=='fixed': return '[%s]'%','.join(val(t['e']) for _ in range(t['n']))
    if k=='option':
        some=R.random()<.6
        if nullable(t): return val(t['e']) if some else 'undefined'
        return "{tag:'some',val:%s}"%val(t['e']) if some else "{tag:'none'}"
    if k=='result':
        w=R.choice(['ok','err']); e=t['o'] if w=='ok' else t['e']
        return "{tag:'%s',val:%s}"%(w,val(e) if e else 'undefined')
    if k=='tuple': return '[%s]'%','.join(val(e) for e in t['es'])
    if k=='record': return '{%s}'%','.join('%s:%s'%(camel(n),val(e)) for n,e in t['fs'])
    if k=='variant':
        n,e=R.choice([c for c in t['cs'] if c[1]] or t['cs']) if R.random()<.5 else R.choice(t['cs'])
        return "{tag:'%s',val:%s}"%(n,val(e)) if e else "{tag:'%s'}"%n
    if k=='enum': return json.dumps(R.choice(t['ls']))
    if k=='flags': return '{%s}'%','.join('%s:%s'%(camel(l),R.choice(['true','false'])) for l in t['ls'])
def flat(t):
    k=t['k']
    if k in('s64','u64'): return ['i64']
    if k in('f32','f64'): return [k]
    if k in('string','list','map'): return ['i32','i32']
    if k=='tuple': return sum((flat(e) for e in t['es']),[])
    if k=='record': return sum((flat(e) for _,e in t['fs']),[])
    if k=='fixed': return flat(t['e'])*t['n']
    cs=None
    if k=='option': cs=[None,t['e']]
    if k=='result': cs=[t['o'],t['e']]
    if k=='variant': cs=[e for _,e in t['cs']]
    if cs is not None:
        out=[]
        for c in cs:
            if c:
                for i,f in enumerate(flat(c)):
                    if i<len(out): out[i]=out[i] if out[i]==f else ('i32' if {out[i],f}=={'i32','f32'} else 'i64')
                    else: out.append(f)
        return ['i32']+out
    return ['i32']
NF=8
funcs=[]
for i in range(NF):
    ps=[ty(R.randint(1,4)) for _ in range(R.randint(1,3))]
    res=R.choice(ps) if R.random()<.9 else None
    funcs.append((ps,res,ps.index(res) if res else -1))
encs=['utf8','utf16','latin1+utf16']
def decls(outer):
    s=''
    for i,b in enumerate(names):
        if outer: s+='  (type $T%d\' %s)\n'%(i,b)
        else: s+='  (type $T%d\' %s)\n'%(i,b)
        s+='  (import "t%d" (type $T%d (eq $T%d\')))\n'%(i,i,i)
    return s
def ftype(f): return ' '.join('(param "p%d" %s)'%(i,p['ref']) for i,p in enumerate(f[0]))+(' (result %s)'%f[1]['ref'] if f[1] else '')
def body(enc,src,exp):
    s='  (core module $Mem (memory (export "mem") 16) (global $p (mut i32) (i32.const 4096)) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $r i32) (local.set $r (i32.and (i32.add (global.get $p) (i32.sub (local.get 2) (i32.const 1))) (i32.sub (i32.const 0) (local.get 2)))) (global.set $p (i32.add (local.get $r) (local.get 3))) (memory.copy (local.get $r) (local.get 0) (local.get 1)) (if (i32.gt_u (global.get $p) (i32.mul (memory.size) (i32.const 65536))) (then (drop (memory.grow (i32.const 16))))) (local.get $r)))\n  (core instance $mem (instantiate $Mem))\n'
    m='  (core module $M\n'
    inst=''
    ex=''
    for i,f in enumerate(funcs):
        opt='string-encoding=%s (memory (core memory $mem "mem")) (realloc (core func $mem "realloc"))'%enc
        s+='  (core func $l%d (canon lower (func $f%d) %s))\n'%(i,i,opt)
        pf=sum((flat(p) for p in f[0]),[])
        if len(pf)>16: pf=['i32']
        rf=flat(f[1]) if f[1] else []
        spill=len(rf)>1
        lp=pf+(['i32'] if spill else [])
        m+='    (import "" "l%d" (func $l%d (param %s)%s))\n'%(i,i,' '.join(lp),'' if spill or not rf else ' (result %s)'%rf[0])
    for i,f in enumerate(funcs):
        pf=sum((flat(p) for p in f[0]),[])
        if len(pf)>16: pf=['i32']
        rf=flat(f[1]) if f[1] else []
        spill=len(rf)>1
        call=' '.join('(local.get %d)'%j for j in range(len(pf)))
        if spill: bd='(call $l%d %s (i32.const 1024)) (i32.const 1024)'%(i,call); r=' (result i32)'
        else: bd='(call $l%d %s)'%(i,call); r=' (result %s)'%rf[0] if rf else ''
        m+='    (func (export "f%d") (param %s)%s %s)\n'%(i,' '.join(pf),r,bd)
        inst+='(export "l%d" (func $l%d))'%(i,i)
        opt='string-encoding=%s (memory (core memory $mem "mem")) (realloc (core func $mem "realloc"))'%enc
        ex+='  (func (export "%s%d") %s (canon lift (core func $m "f%d") %s))\n'%(exp,i,ftype(f),i,opt)
    return s+m+'  )\n  (core instance $m (instantiate $M (with "" (instance %s))))\n'%inst+ex
def imports(): return ''.join('  (import "f%d" (func $f%d %s))\n'%(i,i,ftype(f)) for i,f in enumerate(funcs))
if len(names)==0: pass
w='(component\n'+decls(1)+imports()
es=[R.choice(encs) for _ in range(2)]
for c,e in zip('AB',es):
    w+=' (component $%s\n'%c+decls(0)+imports()+body(e,'','g')+' )\n'
withT=' '.join('(with "t%d" (type $T%d))'%(i,i) for i in range(len(names)))
w+=' (instance $a (instantiate $A %s %s))\n'%(withT,' '.join('(with "f%d" (func $f%d))'%(i,i) for i in range(NF)))
w+=' (instance $b (instantiate $B %s %s))\n'%(withT,' '.join('(with "f%d" (func $a "g%d"))'%(i,i) for i in range(NF)))
for i,f in enumerate(funcs): w+=' (export "g%d" (func $b "g%d") (func %s))\n'%(i,i,ftype(f))
w+=')\n'
open(sys.argv[2] + ".wat", "w").write(w)
js='export const calls=[\n'
for i,f in enumerate(funcs):
    for _ in range(6): js+=' [%d,[%s],%d],\n'%(i,','.join(val(p) for p in f[0]),f[2])
js+='];\n'
# isResult
js+='export const isResult=%s;\n'%json.dumps([bool(f[1] and f[1]['k']=='result') for f in funcs])
open(sys.argv[2] + ".calls.mjs", "w").write(js)
